"""CPF and CNPJ: the published vectors, and laws on made numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sdml.channels.documents import (
    format_cnpj,
    format_cpf,
    is_valid_cnpj,
    is_valid_cpf,
    mask_cnpj,
    mask_cpf,
    parse_cnpj,
    parse_cpf,
)
from sdml.errors import ParameterError
from sdml.records.brazilian_numbers import check_digits

CPF_VALID = [
    "529.982.247-25",
    "52998224725",
    "111.444.777-35",
    "123.456.789-09",
    "390.533.447-05",
    "000.000.001-91",
    "935.411.347-80",
    "100.000.000-19",
    "012.345.678-90",
]
CPF_INVALID = [
    *[
        "529.982.247-24",
        "231.002.999-00",
        "5299822472",
        "529982247250",
        "529.982.247-2a",
    ],
    *(f"{d * 3}.{d * 3}.{d * 3}-{d * 2}" for d in "0123456789"),
    "",
    "191",
    "5299822472²",
    "٥٢٩٩٨٢٢٤٧٢٥",
]
CNPJ_VALID = [
    "11.222.333/0001-81",
    "11444777000161",
    "00.000.000/0001-91",
    "90.024.778/0001-23",
    "16.727.230/0001-97",
    "00000000000272",
    "12.ABC.345/01DE-35",
    "12ABC34501DE35",
    "A0000000000B09",
    "AAAAAAAAAAAA45",
    "ZZZZZZZZZZZZ62",
    "1345C3A5000106",
    "R55231B3000757",
    "SDML2026A00180",
]
CNPJ_INVALID = [
    *["11.222.333/0001-80", "12.ABC.345/01DE-36", "12.ABC.345/01DE-45"],
    *["12ABC34501DEA5", "12ABC34501DÈ35", "00000000000000", "11111111111111"],
    *["1122233300018", "12ABC34501DE³5"],
    "",
]
CNPJ_UNTIDY = {
    "12abc34501de35": "12ABC34501DE35",
    "12.abc.345/01de-35": "12ABC34501DE35",
    " 11.222.333/0001-81 ": "11222333000181",
    "11 222 333 0001 81": "11222333000181",
    "\t11222333000181\n": "11222333000181",
    "１１２２２３３３０００１８１": "11222333000181",
}

cpfs = (
    st.text("0123456789", min_size=9, max_size=9)
    .map(lambda base: base + check_digits(base))
    .filter(lambda cpf: len(set(cpf)) > 1)
)
cnpjs = (
    st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=12, max_size=12)
    .map(lambda base: base + check_digits(base))
    .filter(lambda cnpj: cnpj != "0" * 14)
)


@pytest.mark.parametrize("text", CPF_VALID)
def test_a_published_cpf_is_taken(text: str) -> None:
    assert is_valid_cpf(text)


@pytest.mark.parametrize("text", CPF_INVALID)
def test_a_wrong_cpf_is_refused(text: str) -> None:
    assert not is_valid_cpf(text)


@pytest.mark.parametrize("text", CNPJ_VALID)
def test_a_published_cnpj_is_taken(text: str) -> None:
    assert is_valid_cnpj(text)


@pytest.mark.parametrize("text", CNPJ_INVALID)
def test_a_wrong_cnpj_is_refused(text: str) -> None:
    assert not is_valid_cnpj(text)


@pytest.mark.parametrize(("text", "code"), CNPJ_UNTIDY.items())
def test_an_untidy_cnpj_is_normalised(text: str, code: str) -> None:
    assert parse_cnpj(text) == code


@pytest.mark.parametrize("value", [None, 52998224725, b"52998224725"])
def test_what_is_no_text_is_refused(value: object) -> None:
    assert not is_valid_cpf(value)  # type: ignore[arg-type]
    assert not is_valid_cnpj(value)  # type: ignore[arg-type]


def test_strict_wants_the_mask_whole_and_in_place() -> None:
    assert parse_cnpj("11-222-333/0001.81") == "11222333000181"
    for untidy in ("11-222-333/0001.81", "11 222 333 0001 81", "11.222.3330001-81"):
        with pytest.raises(ParameterError):
            parse_cnpj(untidy, strict=True)
    with pytest.raises(ParameterError):
        parse_cpf("529982247-25", strict=True)
    assert parse_cpf("529.982.247-25", strict=True) == "52998224725"
    assert parse_cnpj("12.abc.345/01de-35", strict=True) == "12ABC34501DE35"


@given(cpfs)
def test_format_then_parse_gives_the_cpf_back(cpf: str) -> None:
    assert parse_cpf(format_cpf(cpf), strict=True) == cpf
    assert format_cpf(parse_cpf(format_cpf(cpf))) == format_cpf(cpf)


@given(cnpjs)
def test_format_then_parse_gives_the_cnpj_back(cnpj: str) -> None:
    assert parse_cnpj(format_cnpj(cnpj), strict=True) == cnpj
    assert parse_cnpj(format_cnpj(cnpj).lower()) == cnpj


@given(cpfs, cnpjs)
def test_a_masked_document_hides_its_ends(cpf: str, cnpj: str) -> None:
    assert mask_cpf(cpf) == f"***.{cpf[3:6]}.{cpf[6:9]}-**"
    assert mask_cnpj(cnpj) == f"**.{cnpj[2:5]}.{cnpj[5:8]}/****-**"


@given(st.text(max_size=20))
def test_any_text_is_taken_or_refused_without_quoting_it(text: str) -> None:
    for parse in (parse_cpf, parse_cnpj):
        refusal = ""
        try:
            parse(text)
        except ParameterError as error:
            refusal = str(error)
        assert len(text) < 5 or text not in refusal
