"""Brazilian phones: the vectors of the numbering plan and of WhatsApp ids."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdml.channels.phone import (
    canonical_wa_id,
    is_valid_phone,
    parse_phone,
    wa_id_candidates,
)
from sdml.errors import ParameterError
from sdml.records.brazilian_numbers import AREA_CODES

MOBILE = "+5531996883193"
TYPED = [
    ("(31) 99688-3193", MOBILE, "mobile"),
    ("5531996883193", MOBILE, "mobile"),
    ("+55 0 31 99688-3193", MOBILE, "mobile"),
    ("031 99688-3193", MOBILE, "mobile"),
    ("0 31 31 99688-3193", MOBILE, "mobile"),
    ("015 31 99688-3193", MOBILE, "mobile"),
    ("０３１ ９９６８８-３１９３", MOBILE, "mobile"),
    ("0055 31 99688-3193", MOBILE, "mobile"),
    ("+553196883193", MOBILE, "mobile"),
    ("553196883193", MOBILE, "mobile"),
    ("+551177654321", "+5511977654321", "mobile"),
    ("55996883193", "+5555996883193", "mobile"),
    ("+551130031234", "+551130031234", "fixed"),
    ("(11) 3003-1234", "+551130031234", "fixed"),
    ("0800 123 4567", "+558001234567", "toll_free"),
    ("4004-1234", "+5540041234", "shared_cost"),
]
REFUSED = [
    "+5520987654321",
    "+5523987654321",
    "+5530 3003-1234",
    "99688-3193",
    "190",
    "+1 650 555 1234",
    "16505551234",
    "31 8996883193",
    "ramal 31 99688-3193",
    "",
]
WA_IDS = {
    "553196883193": "5531996883193",
    "5531996883193": "5531996883193",
    "551130031234": "551130031234",
    "5511930031234": "5511930031234",
    "555596883193": "5555996883193",
    "551177654321": "5511977654321",
}
CANDIDATES = {
    "5531996883193": {"5531996883193", "553196883193"},
    "551130031234": {"551130031234"},
    "5511930031234": {"5511930031234"},
    "551177654321": {"5511977654321", "551177654321"},
}


def test_there_are_67_area_codes() -> None:
    assert len(AREA_CODES) == 67


@pytest.mark.parametrize(("text", "e164", "kind"), TYPED)
def test_a_typed_number_becomes_e164(text: str, e164: str, kind: str) -> None:
    phone = parse_phone(text)
    assert (phone.e164, phone.kind) == (e164, kind)


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_brazilian_number_is_refused(text: str) -> None:
    assert not is_valid_phone(text)


@pytest.mark.parametrize(("wa_id", "canonical"), WA_IDS.items())
def test_a_wa_id_is_compared_in_one_form(wa_id: str, canonical: str) -> None:
    assert canonical_wa_id(wa_id) == canonical


@pytest.mark.parametrize("wa_id", ["5520987654321", "16505551234", "31996883193"])
def test_a_foreign_wa_id_is_refused(wa_id: str) -> None:
    with pytest.raises(ParameterError):
        canonical_wa_id(wa_id)


@pytest.mark.parametrize(("wa_id", "forms"), CANDIDATES.items())
def test_the_stored_forms_of_an_account(wa_id: str, forms: set[str]) -> None:
    assert wa_id_candidates(wa_id) == forms


@given(
    st.sampled_from(sorted(AREA_CODES)),
    st.from_regex(r"9[0-9]{8}|[2-9][0-9]{7}", fullmatch=True),
)
def test_parsing_e164_again_changes_nothing(area: str, number: str) -> None:
    phone = parse_phone(area + number)
    assert parse_phone(phone.e164) == phone
    assert parse_phone(phone.e164.removeprefix("+")) == phone


@given(st.text(max_size=24))
def test_any_text_is_taken_or_refused(text: str) -> None:
    assert is_valid_phone(text) in (True, False)
