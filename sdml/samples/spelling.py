"""How hurried people type: swapped letters, lost accents, chat spelling."""

import re
import unicodedata
from collections.abc import Mapping

from sdml.samples.grammar import Draw

__all__ = ["misspelt"]

WORD = re.compile(r"[^\W\d_]{3,}")
WITHOUT_ACCENTS = str.maketrans(
    {
        char: unicodedata.normalize("NFD", char)[0]
        for char in "áàâãéêíóôõúüçÁÀÂÃÉÊÍÓÔÕÚÜÇ"
    }
)


def misspelt(text: str, draw: Draw, words: Mapping[str, str]) -> str:
    """The text as it may have been typed; often unchanged.

    Parameters
    ----------
    text : str
        Well written.
    draw : Draw
        Gives numbers in [0, 1).
    words : mapping of str to str
        Words, in lower case, and what hurried people write for them.

    Examples
    --------
    >>> misspelt("Não imprime", lambda: 0.0, {})
    'noa imprime'
    """
    chance = draw()
    if chance > 0.5:
        return text
    if chance < 0.14:
        text = text.lower()
    if draw() < 0.35:
        text = text.translate(WITHOUT_ACCENTS)
    if draw() < 0.5:
        text = WORD.sub(lambda word: words.get(word[0].lower(), word[0]), text)
    if draw() < 0.4 and len(text) > 8:
        place = 1 + int(draw() * (len(text) - 3))
        text = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text
