"""CPF and CNPJ, the old and the alphanumeric: parse, format and mask them.

Keep them as text: a CNPJ may hold letters, and both may begin with zeros.
A number whose check digits hold is well formed; it proves no identity.
"""

import re

from sdml.channels.plain_text import plain_ascii
from sdml.errors import ParameterError
from sdml.records.brazilian_numbers import check_digits

__all__ = [
    "format_cnpj",
    "format_cpf",
    "is_valid_cnpj",
    "is_valid_cpf",
    "mask_cnpj",
    "mask_cpf",
    "parse_cnpj",
    "parse_cpf",
]

SEPARATORS = re.compile(r"[./\- ]")
CPF = re.compile(r"[0-9]{11}")
CNPJ = re.compile(r"[0-9A-Z]{12}[0-9]{2}")
CPF_MASK = re.compile(r"[0-9]{3}\.[0-9]{3}\.[0-9]{3}-[0-9]{2}|[0-9]{11}")
CNPJ_MASK = re.compile(
    r"[0-9A-Za-z]{2}\.[0-9A-Za-z]{3}\.[0-9A-Za-z]{3}/[0-9A-Za-z]{4}-[0-9]{2}"
    r"|[0-9A-Za-z]{12}[0-9]{2}"
)


def parse_cpf(text: str, *, strict: bool = False) -> str:
    """The eleven digits of a CPF.

    Parameters
    ----------
    text : str
        With or without its punctuation.
    strict : bool
        Take the punctuation only complete and in its place.

    Raises
    ------
    ParameterError
        Not a CPF; the message does not repeat the value.

    Examples
    --------
    >>> parse_cpf("529.982.247-25")
    '52998224725'
    """
    plain = plain_ascii(text, "a CPF")
    if strict and not CPF_MASK.fullmatch(plain):
        raise ParameterError("a CPF reads 000.000.000-00 or is 11 digits")
    digits = SEPARATORS.sub("", plain)
    if not CPF.fullmatch(digits):
        raise ParameterError(f"a CPF has 11 digits, got {len(digits)} characters")
    if digits == digits[0] * 11:
        raise ParameterError("a CPF is not one digit repeated 11 times")
    if check_digits(digits[:9]) != digits[9:]:
        raise ParameterError("the check digits of this CPF do not hold")
    return digits


def parse_cnpj(text: str, *, strict: bool = False) -> str:
    """The fourteen characters of a CNPJ, letters in upper case.

    Parameters
    ----------
    text : str
        With or without its punctuation, in either case.
    strict : bool
        Take the punctuation only complete and in its place.

    Raises
    ------
    ParameterError
        Not a CNPJ; the message does not repeat the value.

    Examples
    --------
    >>> parse_cnpj("12.abc.345/01de-35")
    '12ABC34501DE35'
    """
    plain = plain_ascii(text, "a CNPJ")
    if strict and not CNPJ_MASK.fullmatch(plain):
        raise ParameterError("a CNPJ reads AA.AAA.AAA/AAAA-00 or is 14 characters")
    code = SEPARATORS.sub("", plain).upper()
    if not CNPJ.fullmatch(code):
        raise ParameterError(
            "a CNPJ has 12 letters or digits and 2 check digits, "
            f"got {len(code)} characters"
        )
    if code == "0" * 14:
        raise ParameterError("a CNPJ is not fourteen zeros")
    if check_digits(code[:12]) != code[12:]:
        raise ParameterError("the check digits of this CNPJ do not hold")
    return code


def is_valid_cpf(text: str) -> bool:
    """Whether `parse_cpf` takes the text.

    Examples
    --------
    >>> is_valid_cpf("111.111.111-11")
    False
    """
    try:
        parse_cpf(text)
    except ParameterError:
        return False
    return True


def is_valid_cnpj(text: str) -> bool:
    """Whether `parse_cnpj` takes the text.

    Examples
    --------
    >>> is_valid_cnpj("11.222.333/0001-81")
    True
    """
    try:
        parse_cnpj(text)
    except ParameterError:
        return False
    return True


def format_cpf(cpf: str) -> str:
    """A CPF as people read it.

    Examples
    --------
    >>> format_cpf("52998224725")
    '529.982.247-25'
    """
    d = parse_cpf(cpf)
    return f"{d[:3]}.{d[3:6]}.{d[6:9]}-{d[9:]}"


def format_cnpj(cnpj: str) -> str:
    """A CNPJ as people read it.

    Examples
    --------
    >>> format_cnpj("12ABC34501DE35")
    '12.ABC.345/01DE-35'
    """
    c = parse_cnpj(cnpj)
    return f"{c[:2]}.{c[2:5]}.{c[5:8]}/{c[8:12]}-{c[12:]}"


def mask_cpf(cpf: str) -> str:
    """A CPF with its first three digits and its check digits hidden.

    Examples
    --------
    >>> mask_cpf("52998224725")
    '***.982.247-**'
    """
    d = parse_cpf(cpf)
    return f"***.{d[3:6]}.{d[6:9]}-**"


def mask_cnpj(cnpj: str) -> str:
    """A CNPJ with its first two characters, its branch and check digits hidden.

    Examples
    --------
    >>> mask_cnpj("11222333000181")
    '**.222.333/****-**'
    """
    c = parse_cnpj(cnpj)
    return f"**.{c[2:5]}.{c[5:8]}/****-**"
