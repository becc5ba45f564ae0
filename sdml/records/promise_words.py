"""The closed word lists of promises, class modes, model moves and taxonomies."""

from enum import StrEnum

__all__ = [
    "ClassMode",
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


class TaxonomyKind(StrEnum):
    """What a change of a task's classes does."""

    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    RETIRE = "retire"


class TaxonomyEntity(StrEnum):
    """What kind of row a change of classes gave another label, or queued."""

    TICKET = "ticket"
    EXAMPLE = "example"
    CATEGORY = "category"
    CLASS_MODE = "class_mode"
