"""What is noticed about a target before a model learns it: findings and figures."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

__all__ = [
    "NotJudged",
    "Share",
    "TargetFigures",
    "TargetFinding",
    "TargetKind",
    "TargetReport",
    "TargetSeverity",
]


class TargetKind(StrEnum):
    """What is odd about a target.

    ``placeholder``: one class stands exactly where another field has some value;
    ``constant``: a group of another field has one class throughout; ``rule``:
    another field, or two, settle the class of many rows; ``copy``: another field
    says the same; ``parent``: the classes sum up the values of a finer field;
    ``period``: a class appears only before or after a day;
    ``requester``, ``template``: one person or one text makes a class;
    ``name_in_text``: the answer stands in the text; ``empty_name``,
    ``similar_names``, ``no_value``: names that are blank, nearly equal, or say
    that nothing was filled in.
    """

    PLACEHOLDER = "placeholder"
    CONSTANT = "constant"
    RULE = "rule"
    COPY = "copy"
    PARENT = "parent"
    PERIOD = "period"
    REQUESTER = "requester"
    TEMPLATE = "template"
    NAME_IN_TEXT = "name_in_text"
    EMPTY_NAME = "empty_name"
    SIMILAR_NAMES = "similar_names"
    NO_VALUE = "no_value"


class TargetSeverity(StrEnum):
    """What follows: training refuses, warns, or says it in passing."""

    REFUSE = "refuse"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Share:
    """A share of n rows with its 95 % interval; None where there are none.

    Attributes
    ----------
    value, low, high : float or None
        In [0, 1].
    n : int
        Rows it is a share of.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class TargetFigures:
    """What a figure of all rows hides: texts alone, out of fold, in two parts.

    Attributes
    ----------
    overall : Share
        Right answers on all rows.
    outside : Share
        Of the same model, on the rows that the other field leaves open.
    alone : Share
        Of a model that learns from these rows only, on the same rows.
    guess : Share
        The most frequent class among them: what takes no model.
    """

    overall: Share
    outside: Share
    alone: Share
    guess: Share


@dataclass(frozen=True, slots=True)
class TargetFinding:
    """One thing that is odd about a target, with its evidence.

    Attributes
    ----------
    kind : TargetKind
        What it is.
    severity : TargetSeverity
        What follows.
    says : str
        The finding as a sentence, with its figures.
    classes : tuple of str
        The classes it is about.
    columns : tuple of str
        The columns that show it; further ones that show the same after the first.
    values : tuple of str
        Their values, at most ten, masked.
    share : Share
        The rows it is about among all rows, or among those of the class.
    p_value : float or None
        Of chance alone, times the number of tests; None where nothing was tested.
    figures : TargetFigures or None
        Where settled rows make the figure of all rows flatter.
    """

    kind: TargetKind
    severity: TargetSeverity
    says: str
    classes: tuple[str, ...]
    columns: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    share: Share = field(default=Share(None, None, None, 0))
    p_value: float | None = None
    figures: TargetFigures | None = None


@dataclass(frozen=True, slots=True)
class NotJudged:
    """What could not be looked at, and what it takes.

    Attributes
    ----------
    check : str
        The name of the check.
    reason : str
        What lacks, in words.
    """

    check: str
    reason: str


@dataclass(frozen=True, slots=True)
class TargetReport:
    """What was noticed about a target.

    Attributes
    ----------
    task : str
        ``category``, ``priority`` or ``field:NAME``.
    dataset_id : int
        The rows that were looked at.
    status : {'clean', 'note', 'warn', 'refuse'}
        The gravest of the findings.
    accepted : bool
        It was trained on all the same, because somebody said so.
    rows, classes, tests : int
        How much was looked at, and how many tests the p-values pay for.
    findings : tuple of TargetFinding
        The gravest first.
    not_judged : tuple of NotJudged
        What the data are too few for.
    """

    task: str
    dataset_id: int
    status: str
    accepted: bool
    rows: int
    classes: int
    tests: int
    findings: tuple[TargetFinding, ...]
    not_judged: tuple[NotJudged, ...]

    @property
    def says_no(self) -> bool:
        """Whether training should refuse."""
        return self.status == TargetSeverity.REFUSE and not self.accepted

    def as_facts(self) -> Mapping[str, object]:
        """The report as a manifest keeps it: words and numbers in JSON's types."""
        facts = asdict(self)
        for finding in facts["findings"]:
            finding["kind"] = finding["kind"].value
            finding["severity"] = finding["severity"].value
            for name in ("classes", "columns", "values"):
                finding[name] = list(finding[name])
        facts["findings"] = list(facts["findings"])
        facts["not_judged"] = list(facts["not_judged"])
        return facts
