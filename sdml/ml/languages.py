"""In which language a text is written: Portuguese or English, by its small words."""

from collections.abc import Sequence
from typing import Final

from sdml.ml.text import words

__all__ = ["SMALL_WORDS", "UNKNOWN", "language_of", "spoken_languages"]

UNKNOWN: Final = "unknown"
# Small words of one language that are none in the other, as `words` leaves them:
# without accents. So "do", "no", "me", "a" and "as" are not among them.
_PORTUGUESE: Final = """
ao aos apos aqui ate bom com como da das de dele deles desde dos e ela ele em entre
era essa esse esta estao estava este estou eu foi ha isso ja la lhe mais mas mesmo meu
minha muito na nao nas nem nos nossa nosso num numa o os ou para pela pelo pode podem
por porque pra preciso qual quando que quem sao se sem ser seu sua tem tenho ter tudo
um uma voce
"""
_ENGLISH: Final = """
about after all also am an and any are at be because been but by can cannot could did
does for from get has have he her here his how i if in into is it its just my need not
of off on our out please she should since that the their them then there they this to
until up was we were what when where which while who will with would you your
"""
_SMALL: Final = {
    "pt": frozenset(_PORTUGUESE.split()),
    "en": frozenset(_ENGLISH.split()),
}
SMALL_WORDS: Final = frozenset().union(*_SMALL.values())
"""All of them, of both languages."""


def language_of(text: str) -> str | None:
    """``pt`` or ``en``, whose small words are more frequent; None where neither's are.

    Examples
    --------
    >>> language_of("Não consigo imprimir desde ontem"), language_of("The VPN is down")
    ('pt', 'en')
    >>> language_of("login erp erro 500") is None
    True
    """
    said = words(text)
    counts = {
        name: sum(word in small for word in said) for name, small in _SMALL.items()
    }
    if counts["pt"] == counts["en"]:
        return None
    return max(counts, key=counts.__getitem__)


def spoken_languages(
    texts: Sequence[str], stored: Sequence[str | None]
) -> tuple[str, ...]:
    """The language of each text: as it is recorded, else as it reads.

    Parameters
    ----------
    texts : sequence of str
        As people wrote them.
    stored : sequence of str or None
        What their source said, such as ``pt-BR`` or ``en``.

    Returns
    -------
    tuple of str
        Two letters, such as ``pt``; ``unknown`` where a text does not say.

    Examples
    --------
    >>> spoken_languages(["oi", "the end", "erp"], ["pt-BR", None, None])
    ('pt', 'en', 'unknown')
    """
    return tuple(
        said.strip().lower().replace("_", "-").partition("-")[0]
        if said and said.strip()
        else language_of(text) or UNKNOWN
        for text, said in zip(texts, stored, strict=True)
    )
