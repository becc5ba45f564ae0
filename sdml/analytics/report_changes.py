"""What a report says differently from the time before, word by word."""

import difflib
from collections.abc import Sequence

from sdml.records.report_run import ChangedWords, FindingChange, SaidSection

__all__ = ["compare_findings"]

# Below this share of equal words two sentences say different things.
LEAST_ALIKE = 0.5


def compare_findings(
    before: Sequence[SaidSection], now: Sequence[SaidSection]
) -> tuple[FindingChange, ...]:
    """The findings that changed, in the order of the page.

    Parameters
    ----------
    before, now : sequence of SaidSection
        Two runs in one language. A section that is on one page only is new or
        gone and not compared.

    Examples
    --------
    >>> before = SaidSection("Size", "Has 9 rows.")
    >>> now = SaidSection("Size", "Has 12 rows.")
    >>> compare_findings([before], [now])[0].words[1]
    ChangedWords(now='12', was='9')
    """
    then = {one.title: one.finding for one in before}
    return tuple(
        FindingChange(one.title, _compare_words(then[one.title], one.finding))
        for one in now
        if one.title in then and then[one.title] != one.finding
    )


def _compare_words(before: str, now: str) -> tuple[ChangedWords, ...]:
    old, new = before.split(), now.split()
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return (ChangedWords(now, before),)
    return tuple(
        ChangedWords(
            " ".join(new[start:end]),
            None if kind == "equal" else " ".join(old[first:last]),
        )
        for kind, first, last, start, end in matcher.get_opcodes()
    )
