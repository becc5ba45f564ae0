"""What several layers must agree on about Brazilian numbers: DDDs, check digits."""

__all__ = ["AREA_CODES", "check_digits"]

AREA_CODES = frozenset(
    str(code)
    for code in (
        *range(11, 20), 21, 22, 24, 27, 28, *range(31, 36), 37, 38, *range(41, 50),
        51, 53, 54, 55, *range(61, 70), 71, 73, 74, 75, 77, 79,
        *range(81, 90), *range(91, 100),
    )
)  # fmt: skip
"""The 67 area codes (DDD) in use, as text of two digits."""

CPF_WEIGHTS = (11, 10, 9, 8, 7, 6, 5, 4, 3, 2)
CNPJ_WEIGHTS = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
VALUE_OF = {char: ord(char) - 48 for char in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def check_digits(base: str) -> str:
    """The two check digits that end a CPF or a CNPJ.

    Parameters
    ----------
    base : str
        The nine digits before a CPF's check digits, or the twelve characters
        (``0-9``, ``A-Z``) before a CNPJ's; the alphanumeric CNPJ of July 2026
        counts each character as its ASCII code less 48.

    Returns
    -------
    str
        Two digits.

    References
    ----------
    Instrução Normativa RFB 2.229 of 15 October 2024.

    Examples
    --------
    >>> check_digits("529982247"), check_digits("12ABC34501DE")
    ('25', '35')
    """
    weights = CPF_WEIGHTS if len(base) == 9 else CNPJ_WEIGHTS
    values = [VALUE_OF[char] for char in base]
    first = _mod_eleven(values, weights[1:])
    second = _mod_eleven([*values, first], weights)
    return f"{first}{second}"


def _mod_eleven(values: list[int], weights: tuple[int, ...]) -> int:
    rest = sum(v * w for v, w in zip(values, weights, strict=True)) % 11
    return 0 if rest < 2 else 11 - rest
