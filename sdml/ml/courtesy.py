"""Words that say nothing of the matter: greetings, thanks, small words."""

from collections.abc import Sequence
from typing import Final

from sdml.ml.languages import SMALL_WORDS

__all__ = ["empty_places"]

# As `words` leaves them: lower case, without accents.
_PORTUGUESE: Final = """
abraco abracos agradecemos agradeceria agradecida agradecido agradeco aguardo
atenciosamente att boas cara caro caros colegas cordiais cordialmente favor gentileza
grata grato obrigada obrigadas obrigado obrigados oi ola perdao pessoal prezada prezadas
prezado prezados respeitosamente saudacoes senhor senhora senhores tambem
outra outras outro outros mesma mesmas mesmos sobre ainda toda todas todo todos
"""
_ENGLISH: Final = """
appreciate appreciated cheers colleague colleagues dear folks greetings guys hello hey
hi kind kindly madam please pls plz regards sincerely sir sorry thank thankful thanks
thx being doing every more most other others same some such very without within
"""
# Words that are courtesy only together: "good" may be said of a backup too.
_TOGETHER: Final = """
aguardo retorno|alguem pode ajudar|alguem pode me ajudar|all the best|bem haja|
best regards|best wishes|boa noite|boa tarde|bom dia|can anyone help|can someone help|
com os melhores cumprimentos|como devo proceder|conto com|could you check|
could you have a look|could you help|desde ja|fico no aguardo|good afternoon|good day|
good evening|good morning|hope you are doing well|hope you are well|in advance|
kind regards|looking forward|many thanks|melhores cumprimentos|muito obrigada|
muito obrigado|nao consigo|no aguardo|peco ajuda|pode verificar|podem verificar|
poderia verificar|poderiam verificar|por gentileza|thank you|tudo bem|um abraco|
warm regards|with best regards|yours faithfully|yours sincerely
"""
_ALONE: Final = frozenset(f"{_PORTUGUESE} {_ENGLISH}".split()) | SMALL_WORDS
_PHRASES: Final = frozenset(
    tuple(phrase.split()) for phrase in _TOGETHER.replace("\n", "").split("|")
)
_LONGEST: Final = max(map(len, _PHRASES))


def empty_places(words: Sequence[str]) -> frozenset[int]:
    """Which words of a text tell nothing about its matter.

    Parameters
    ----------
    words : sequence of str
        In the text's order, lower case and without accents.

    Returns
    -------
    frozenset of int
        Places of greetings, thanks, forms of address and small words.

    Examples
    --------
    >>> sorted(empty_places("bom dia a senha expirou por favor".split()))
    [0, 1, 5, 6]
    >>> sorted(empty_places("no backup is good".split()))
    [2]
    """
    found = {place for place, word in enumerate(words) if word in _ALONE}
    for length in range(2, _LONGEST + 1):
        for place in range(len(words) - length + 1):
            if tuple(words[place : place + length]) in _PHRASES:
                found.update(range(place, place + length))
    return frozenset(found)
