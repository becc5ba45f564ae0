"""Brazilian phone numbers: what people type, brought to E.164.

Numbers of other countries are refused; so are numbers without an area code.
"""

import re
from dataclasses import dataclass
from typing import Literal

from sdml.channels.plain_text import plain_ascii
from sdml.errors import ParameterError
from sdml.records.brazilian_numbers import AREA_CODES

__all__ = [
    "PhoneKind",
    "PhoneNumber",
    "canonical_wa_id",
    "is_valid_phone",
    "parse_phone",
    "wa_id_candidates",
]

PhoneKind = Literal["mobile", "fixed", "toll_free", "shared_cost"]

WRITTEN = re.compile(r"\+?[0-9()./\- ]+")
# Dialled inside Brazil: a trunk 0, perhaps a carrier, the area code, the number.
NATIONAL = re.compile(r"(?:0(?:[0-9]{2})?)?([1-9][0-9])([0-9]{8,9})")
TOLL_FREE = re.compile(r"0?([3589]00[0-9]{6,7})")
SHARED_COST = re.compile(r"(?:300|400)[0-9]{5}")


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A Brazilian phone number.

    Attributes
    ----------
    e164 : str
        ``+55``, the area code and the subscriber's eight or nine digits; for
        0800 and 4004 numbers, which have no area code, what follows the zero.
    kind : {'mobile', 'fixed', 'toll_free', 'shared_cost'}
        What the numbering plan says.
    """

    e164: str
    kind: PhoneKind


def parse_phone(text: str) -> PhoneNumber:
    """The number behind what somebody typed.

    The country code, a trunk zero, a carrier code and ``0055`` may be there or
    not; the ninth digit is added to a mobile number that lacks it. The length
    decides whether a leading 55 is the country or the area code.

    Parameters
    ----------
    text : str
        Such as ``(31) 99688-3193`` or ``015 31 99688-3193``.

    Raises
    ------
    ParameterError
        No Brazilian number; the message does not repeat the value.

    Examples
    --------
    >>> parse_phone("(31) 99688-3193")
    PhoneNumber(e164='+5531996883193', kind='mobile')
    """
    plain = plain_ascii(text, "a phone number")
    if not WRITTEN.fullmatch(plain):
        raise ParameterError("a phone number holds digits and ( ) + - . / only")
    digits = re.sub("[^0-9]", "", plain)
    if digits.startswith("0055"):
        digits, abroad = digits[4:], True
    elif plain.startswith("+"):
        if not digits.startswith("55"):
            raise ParameterError("the phone number is not Brazilian: expected +55")
        digits, abroad = digits[2:], True
    else:
        abroad = False
    if not abroad and len(digits) in (12, 13) and digits.startswith("55"):
        digits, abroad = digits[2:], True
    return _service_number(digits) or _subscriber(digits)


def is_valid_phone(text: str) -> bool:
    """Whether `parse_phone` takes the text.

    Examples
    --------
    >>> is_valid_phone("99688-3193")
    False
    """
    try:
        parse_phone(text)
    except ParameterError:
        return False
    return True


def canonical_wa_id(wa_id: str) -> str:
    """The one form under which a WhatsApp id is compared.

    Ids outside the first area codes to get the ninth digit usually lack it.
    Send to the raw id; compare by this form.

    Parameters
    ----------
    wa_id : str
        Digits with the country code, as the webhook gives them.

    Raises
    ------
    ParameterError
        Not a Brazilian id.

    Examples
    --------
    >>> canonical_wa_id("553196883193")
    '5531996883193'
    """
    plain = plain_ascii(wa_id, "a WhatsApp id").removeprefix("+")
    if not re.fullmatch("55[0-9]{10,11}", plain):
        raise ParameterError("a Brazilian WhatsApp id is 55 and 10 or 11 digits")
    return _subscriber(plain[2:]).e164.removeprefix("+")


def wa_id_candidates(wa_id: str) -> frozenset[str]:
    """Every form in which the same WhatsApp account may be stored.

    Raises
    ------
    ParameterError
        Not a Brazilian id.

    Examples
    --------
    >>> sorted(wa_id_candidates("5531996883193"))
    ['553196883193', '5531996883193']
    """
    canonical = canonical_wa_id(wa_id)
    area, number = canonical[2:4], canonical[4:]
    if len(number) == 9 and number[1] in "6789":
        return frozenset({canonical, f"55{area}{number[1:]}"})
    return frozenset({canonical})


def _service_number(digits: str) -> PhoneNumber | None:
    if found := TOLL_FREE.fullmatch(digits):
        return PhoneNumber(f"+55{found[1]}", "toll_free")
    if SHARED_COST.fullmatch(digits):
        return PhoneNumber(f"+55{digits}", "shared_cost")
    return None


def _subscriber(digits: str) -> PhoneNumber:
    found = NATIONAL.fullmatch(digits)
    if not found:
        raise ParameterError(
            "a Brazilian phone number has an area code and 8 or 9 digits, "
            f"got {len(digits)} digits"
        )
    area, number = found.groups()
    if area not in AREA_CODES:
        raise ParameterError(f"there is no Brazilian area code {area}")
    if len(number) == 9 and number[0] == "9":
        return PhoneNumber(f"+55{area}{number}", "mobile")
    if len(number) == 8 and number[0] in "6789":
        return PhoneNumber(f"+55{area}9{number}", "mobile")
    if len(number) == 8 and number[0] in "2345":
        return PhoneNumber(f"+55{area}{number}", "fixed")
    raise ParameterError(
        "a Brazilian number has 9 digits from 9 on (mobile) or 8 from 2 to 5 (fixed)"
    )
