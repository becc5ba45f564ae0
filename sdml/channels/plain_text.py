"""Typed identifiers brought to plain ASCII before they are parsed."""

import unicodedata

from sdml.errors import ParameterError

__all__ = ["plain_ascii"]


def plain_ascii(value: str, what: str) -> str:
    """The text without outer space and with full-width forms made ASCII.

    Superscripts, circled digits and digits of other scripts are refused: they
    look like the digit they are not.

    Parameters
    ----------
    value : str
        What somebody typed or a form sent.
    what : str
        The name of the thing, for the message.

    Raises
    ------
    ParameterError
        The value is no text, or holds a character outside ASCII.

    Examples
    --------
    >>> plain_ascii(" １２３ ", "a CPF")
    '123'
    """
    if not isinstance(value, str):
        raise ParameterError(f"{what} is text, not {type(value).__name__}")
    plain = "".join(_plain_char(char) for char in value).strip()
    if not plain.isascii():
        raise ParameterError(f"{what} holds a character outside ASCII")
    return plain


def _plain_char(char: str) -> str:
    if char.isascii():
        return char
    kind = unicodedata.decomposition(char).partition(" ")[0]
    if kind in ("<wide>", "<noBreak>"):
        return unicodedata.normalize("NFKC", char)
    return char
