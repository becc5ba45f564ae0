"""The closed word lists of promises, class modes, model moves and taxonomies."""

from enum import StrEnum

__all__ = [
    "ClassFlaw",
    "ClassMode",
    "ClassStanding",
    "ModeChangeCause",
    "MoveCause",
    "TaxonomyEntity",
    "TaxonomyKind",
]


class ClassMode(StrEnum):
    """What may happen on predictions of one class, from most to least.

    ``off``: the class is not predicted; what would have been it is watched.
    """

    AUTO = "auto"
    RECOMMEND = "recommend"
    MONITOR = "monitor"
    OFF = "off"


class ModeChangeCause(StrEnum):
    """Why the mode of a class changed."""

    HAND = "hand"
    RISK = "risk"
    DRIFT = "drift"
    EXPIRY = "expiry"
    RENEWAL = "renewal"
    TAXONOMY = "taxonomy"


class MoveCause(StrEnum):
    """Why a model came to its place in the registry."""

    TRAINED = "trained"
    GATE = "gate"
    FORCED = "forced"
    ROLLBACK = "rollback"
    SUCCEEDED = "succeeded"
    TAXONOMY = "taxonomy"
    HAND = "hand"


class ClassFlaw(StrEnum):
    """What may be wrong with a task's classes.

    ``ended``: tickets stand on a class that ended; ``blank``: a name without a
    letter or digit; ``edges``: blanks at its ends or doubled; ``case``: names that
    differ in case, accents or signs alone; ``near``: in one letter or its place;
    ``dead``: no ticket for long; ``rare``: too few to learn; ``overlap``: a model
    takes the one for the other.
    """

    ENDED = "ended"
    BLANK = "blank"
    EDGES = "edges"
    CASE = "case"
    NEAR = "near"
    DEAD = "dead"
    RARE = "rare"
    OVERLAP = "overlap"


class ClassStanding(StrEnum):
    """How the classes that a model learnt stand to today's.

    ``mapped``: each has a successor, and it answers in those; ``stale``: of some
    people have to say what it is now, and the model answers no more.
    """

    CURRENT = "current"
    MAPPED = "mapped"
    STALE = "stale"


class TaxonomyKind(StrEnum):
    """What a change of a task's classes does."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    RETIRE = "retire"


class TaxonomyEntity(StrEnum):
    """What kind of row a change of classes altered, made or set aside.

    ``category``: a class's own row, of a priority too; ``answer``: a reviewer's
    decision that counts as none, since people have to give it anew.
    """

    TICKET = "ticket"
    EXAMPLE = "example"
    ANSWER = "answer"
    CATEGORY = "category"
    CLASS_MODE = "class_mode"
