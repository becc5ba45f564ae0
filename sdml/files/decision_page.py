"""The file of one decision as HTML: a page of its own, or the part of another one."""

import functools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sdml.files.artefacts import check_place, write_artefact
from sdml.records.decision_file import DecisionFile
from sdml.records.explanation import Explanation
from sdml.records.language import Language

__all__ = ["render_decision", "write_decision_page"]

TEMPLATES = Path(__file__).parent / "decision_template"
MOST_TERMS, MOST_CLASSES, LEVELS = 10, 5, 3
MOST_TIMES = 1_000
SURE = 0.001
BAR = 100.0  # units of a full bar


@dataclass(frozen=True, slots=True)
class _Line:
    """A part of the score in its table: what, how much, and its bar.

    ``bar`` is as long as the part is large, out of `BAR`; ``kind`` is ``term``,
    ``rest``, ``whole`` or ``bias``.
    """

    kind: str
    term: str
    count: int
    weight: float
    bar: float


def render_decision(file: DecisionFile, language: Language) -> str:
    """The file as a fragment of HTML: headings from ``h2``, no style of its own.

    Parameters
    ----------
    file : DecisionFile
        What to show.
    language : Language
        The reader's.
    """
    template = _environment().get_template("body.html.j2")
    return template.render({**_values(file, language), "is_own_page": False})


def write_decision_page(file: DecisionFile, language: Language, path: Path) -> None:
    """Write the file as one HTML page without a script or an outside reference.

    Parameters
    ----------
    file : DecisionFile
        What to show.
    language : Language
        The reader's.
    path : Path
        Where to; what was there is replaced.

    Raises
    ------
    MisuseError
        The place is a folder, or its folder does not exist.
    """
    check_place(path)
    template = _environment().get_template("page.html.j2")
    html = template.render({**_values(file, language), "is_own_page": True})

    def write(new: Path) -> None:
        new.write_text(html, "utf-8")

    write_artefact(path, write)


def _values(file: DecisionFile, language: Language) -> Mapping[str, object]:
    said = file.decision
    others = sorted(said.distribution.items(), key=lambda one: -one[1])
    found = file.explanation
    return {
        "file": file,
        "said": said,
        "language": language,
        "sure": lambda share: _sure(share, language),
        "_": language.gettext,
        "ngettext": language.ngettext,
        "classes": others[:MOST_CLASSES],
        "lines": () if found is None else _lines(found),
        "pieces": () if found is None else _leveled(found),
        "times": "" if found is None else _times(found.score, language),
    }


def _sure(share: float, language: Language) -> str:
    """A probability that is neither 0 nor 1 is not written as if it were."""
    if 1 - SURE < share < 1:
        return f"> {language.percent(1 - SURE, 1)}"
    if 0 < share < SURE:
        return f"< {language.percent(SURE, 1)}"
    return language.percent(share, 1)


def _times(score: float, language: Language) -> str:
    odds = math.exp(min(abs(score), 30.0))
    if odds > MOST_TIMES:
        return f"> {language.integer(MOST_TIMES)}"
    return language.decimal(odds, 1 if odds < 100 else 0)


def _lines(found: Explanation) -> tuple[_Line, ...]:
    """The largest terms, the rest of them, the whole text and the bias: the score."""
    named = [(term.term, term.weight, term.count) for term in found.terms[:MOST_TERMS]]
    rest = found.terms[MOST_TERMS:]
    parts = [("term", *one) for one in named]
    if rest:
        parts.append(("rest", "", sum(one.weight for one in rest), len(rest)))
    if any(not member.has_terms for member in found.members):
        parts.append(("whole", "", found.whole, 1))
    if found.members:
        parts.append(("bias", "", found.bias, 1))
    longest = max((abs(part[2]) for part in parts), default=0.0) or 1.0
    return tuple(
        _Line(kind, term, count, weight, round(BAR * abs(weight) / longest, 1))
        for kind, term, weight, count in parts
    )


def _leveled(found: Explanation) -> tuple[tuple[str, str], ...]:
    """Pieces of the text, each with its mark: ``for1`` to ``against3``, or none."""
    most = max((abs(weight) for _, weight in found.pieces), default=0.0) or 1.0
    return tuple(
        (piece, _mark(weight / most) if weight else "")
        for piece, weight in found.pieces
    )


def _mark(share: float) -> str:
    level = math.ceil(LEVELS * abs(share))
    faint = abs(share) < 1 / (2 * LEVELS)
    return "" if faint else f"{'for' if share > 0 else 'against'}{level}"


@functools.cache
def _environment() -> Environment:
    """The templates of the file; every value is escaped."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
