"""The closed word lists of calendars, the lake and report schedules."""

from enum import StrEnum

__all__ = ["Cadence", "DayKind", "DaySource", "LakeOperation"]


class DayKind(StrEnum):
    """How a day of a calendar differs from its weekday."""

    HOLIDAY = "holiday"
    HALF_DAY = "half_day"
    BRIDGE = "bridge"
    WORKING = "working"


class DaySource(StrEnum):
    """Who says that a day is special."""

    NATIONAL = "national"
    OPTIONAL = "optional"
    STATE = "state"
    OWN = "own"


class LakeOperation(StrEnum):
    """What happened to a row that the lake already holds."""

    UPDATE = "update"
    DELETE = "delete"


class Cadence(StrEnum):
    """How often a report is due."""

    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"
