"""What can be set for a tenant: each setting's kind, bounds and default."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from sdml.errors import ParameterError

__all__ = ["SETTINGS", "SettingValue", "TenantSetting", "parse_setting", "setting_of"]

SettingValue: TypeAlias = bool | int | str


@dataclass(frozen=True, slots=True)
class TenantSetting:
    """One setting of a tenant.

    Attributes
    ----------
    key : str
        As the command line names it.
    column : str
        The JSON column of ``tenant_configurations`` that holds it.
    name : str
        Its key in that column.
    kind : {'boolean', 'integer', 'word'}
        What its values are.
    default : bool, int, str or None
        Holds until somebody sets another; None where it follows the tenant.
    least, most : int
        Bounds of an integer, both included.
    words : tuple of str
        The words allowed.
    meaning : str
        One line for people.
    """

    key: str
    column: Literal["feature_flags", "limits", "customizations"]
    name: str
    kind: Literal["boolean", "integer", "word"]
    default: SettingValue | None
    meaning: str
    least: int = 1
    most: int = 1_000_000_000
    words: tuple[str, ...] = ()


def _feature(name: str, meaning: str) -> TenantSetting:
    return TenantSetting(
        f"features.{name}", "feature_flags", name, "boolean", True, meaning
    )


def _limit(name: str, default: int, meaning: str) -> TenantSetting:
    return TenantSetting(f"limits.{name}", "limits", name, "integer", default, meaning)


def _review(
    name: str, default: int, bounds: tuple[int, int], meaning: str
) -> TenantSetting:
    return TenantSetting(
        f"review.{name}",
        "customizations",
        f"review.{name}",
        "integer",
        default,
        meaning,
        *bounds,
    )


def _promise(
    name: str, default: int, bounds: tuple[int, int], meaning: str
) -> TenantSetting:
    key = f"promise.{name}"
    return TenantSetting(
        key, "customizations", key, "integer", default, meaning, *bounds
    )


def _sla(
    name: str, default: int, bounds: tuple[int, int], meaning: str
) -> TenantSetting:
    key = f"sla.{name}"
    return TenantSetting(
        key, "customizations", key, "integer", default, meaning, *bounds
    )


def _watch(
    name: str, default: int, bounds: tuple[int, int], meaning: str
) -> TenantSetting:
    key = f"watch.{name}"
    return TenantSetting(
        key, "customizations", key, "integer", default, meaning, *bounds
    )


def _reports(
    name: str, default: int, bounds: tuple[int, int], meaning: str
) -> TenantSetting:
    key = f"reports.{name}"
    return TenantSetting(
        key, "customizations", key, "integer", default, meaning, *bounds
    )


SETTINGS = {
    setting.key: setting
    for setting in (
        _feature("ai", "classify and suggest"),
        _feature("whatsapp", "the WhatsApp channel"),
        _feature("govbr", "login with gov.br"),
        _feature("advanced_workflows", "workflows with approvals"),
        _feature("enterprise_analytics", "reports beyond the daily counts"),
        _limit("max_users", 100, "people of the tenant"),
        _limit("max_tickets_per_month", 5_000, "tickets opened in a month"),
        _limit("max_storage_gb", 10, "gigabytes of attachments"),
        _limit("max_api_calls_per_hour", 1_000, "API calls in an hour"),
        TenantSetting(
            "report.locale",
            "customizations",
            "report.locale",
            "word",
            None,
            "language of reports; without it the tenant's",
            words=("pt_BR", "en"),
        ),
        _review("lease_seconds", 120, (1, 86_400), "seconds an unattended claim lasts"),
        _review("answers", 1, (1, 100), "answers an example needs"),
        _review("most_answers", 3, (1, 100), "answers before an approver is asked"),
        _review(
            "agreement_percent", 66, (50, 100), "share of answers that settles a label"
        ),
        _review("undo_seconds", 600, (0, 604_800), "seconds an undo is open"),
        _review("blind_percent", 10, (0, 100), "cards that hide the suggestion"),
        _review("gold_percent", 5, (0, 50), "cards whose answer is known"),
        _review("planted_percent", 30, (0, 100), "gold cards with a wrong suggestion"),
        _review("repeat_percent", 3, (0, 50), "cards shown again to the same reviewer"),
        _review("repeat_after_days", 21, (1, 3_650), "days before a card comes again"),
        _promise("precision_percent", 95, (50, 99), "precision that is promised"),
        _promise("confidence_percent", 90, (50, 99), "confidence of a promise"),
        TenantSetting(
            "priority.undercall_percent",
            "customizations",
            "priority.undercall_percent",
            "integer",
            200,
            "cost of a priority a level too low, one too high being 100",
            100,
            1_000,
        ),
        _promise("days", 90, (1, 3_650), "days until a promise expires"),
        _watch("alpha_percent", 5, (1, 50), "chance of a false step down of a promise"),
        _watch(
            "useless_percent",
            50,
            (1, 99),
            "suggestions right, below which none is shown",
        ),
        _watch("audit_percent", 5, (0, 100), "decisions drawn by lot to be reviewed"),
        _watch(
            "audit_after_step_percent",
            25,
            (0, 100),
            "the same, of a class stepped down",
        ),
        _sla(
            "risk_minutes",
            30,
            (0, 100_000),
            "minutes of business time left, with which an open case is at risk",
        ),
        _sla(
            "risk_percent",
            20,
            (0, 100),
            "the same, in percent of its target; the greater counts",
        ),
        TenantSetting(
            "sla.first_response",
            "customizations",
            "sla.first_response",
            "word",
            "comment",
            "what answers a requester: an agent's public comment, or also his first "
            "change of status",
            words=("comment", "status"),
        ),
        _reports("cell_seconds", 600, (1, 86_400), "seconds a report's cell may take"),
        _reports("total_seconds", 3_600, (1, 604_800), "seconds a report may take"),
        _reports("retries", 1, (0, 10), "more tries where a report's kernel died"),
        _reports("keep_runs", 30, (1, 100_000), "newest runs kept of each report"),
        _reports("keep_days", 400, (1, 36_500), "days that older runs are kept"),
        TenantSetting(
            "pool.share",
            "customizations",
            "pool.share",
            "boolean",
            False,
            "models trained from now on lend weights of classes to other tenants",
        ),
        TenantSetting(
            "pool.use",
            "customizations",
            "pool.use",
            "boolean",
            False,
            "training may start from what other tenants lend",
        ),
    )
}
"""Every setting by its key."""


def setting_of(key: str) -> TenantSetting:
    """The setting of that key.

    Raises
    ------
    ParameterError
        There is none.

    Examples
    --------
    >>> setting_of("review.lease_seconds").default
    120
    """
    if key not in SETTINGS:
        known = ", ".join(SETTINGS)
        raise ParameterError(f"there is no setting {key!r}: expected one of {known}")
    return SETTINGS[key]


def parse_setting(key: str, text: str) -> SettingValue:
    """The value that a text stands for.

    Parameters
    ----------
    key : str
        Which setting.
    text : str
        As typed: a whole number, ``true``, ``false`` or a word.

    Raises
    ------
    ParameterError
        Unknown key, or a value of another kind or out of bounds.

    Examples
    --------
    >>> parse_setting("review.lease_seconds", "90"), parse_setting("features.ai", "off")
    (90, False)
    """
    setting = setting_of(key)
    if setting.kind == "boolean":
        if text.lower() in ("true", "on", "yes", "1"):
            return True
        if text.lower() in ("false", "off", "no", "0"):
            return False
        raise ParameterError(f"{key} is {text!r}: expected true or false")
    if setting.kind == "word":
        if text in setting.words:
            return text
        raise ParameterError(
            f"{key} is {text!r}: expected one of {', '.join(setting.words)}"
        )
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise ParameterError(f"{key} is {text!r}: expected a whole number")
    if not setting.least <= int(text) <= setting.most:
        raise ParameterError(
            f"{key} is {text}: expected {setting.least} to {setting.most}"
        )
    return int(text)
