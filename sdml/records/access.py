"""What a login in the browser hands around: people, preferences, origins."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sdml.errors import ParameterError
from sdml.records.enterprise import AuditAction
from sdml.records.review import Reviewer
from sdml.records.tenant import Tenant
from sdml.records.workbench_words import WorkbenchRoleName

__all__ = [
    "DEFAULT_KEYS",
    "AccessEntry",
    "Credentials",
    "Person",
    "Preferences",
    "RequestOrigin",
    "ReviewAction",
    "SignedIn",
    "Theme",
]


class Theme(StrEnum):
    """Colours of the pages; ``auto`` follows the device."""

    AUTO = "auto"
    LIGHT = "light"
    DARK = "dark"


class ReviewAction(StrEnum):
    """What a single key does on the reviewer's page."""

    APPROVE = "approve"
    EDIT = "edit"
    REJECT = "reject"
    SKIP = "skip"
    UNDO = "undo"
    HELP = "help"


DEFAULT_KEYS: Mapping[ReviewAction, str] = {
    ReviewAction.APPROVE: "a",
    ReviewAction.EDIT: "e",
    ReviewAction.REJECT: "r",
    ReviewAction.SKIP: "s",
    ReviewAction.UNDO: "u",
    ReviewAction.HELP: "?",
}
"""The keys before anybody chooses others."""

LOCALES = ("pt_BR", "en")


@dataclass(frozen=True, slots=True)
class RequestOrigin:
    """Where a request came from, as the audit keeps it.

    Attributes
    ----------
    request_id : str
        Ties together all that one request did.
    address : str or None
        The network address of the caller, if it has one.
    endpoint : str
        Method and route template, such as ``POST /login``; no values.
    user_agent : str or None
        What the browser says it is, cut short.
    """

    request_id: str
    address: str | None
    endpoint: str
    user_agent: str | None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody typed to log in.

    Attributes
    ----------
    slug : str
        The tenant's.
    email, password : str
        As typed; neither ever stands in a log.
    """

    slug: str
    email: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccessEntry:
    """One line of the access trail, for ``audit_advanced``.

    Attributes
    ----------
    action : AuditAction
        Login, logout, denied or update.
    entity_type : str
        What it was about, such as ``web_session`` or ``user``.
    entity_id : int
        Its id; 0 where there is none.
    purpose : str
        The operation, such as ``users.change``.
    details : mapping
        A few plain words: the reason of a denial, the role given.
    """

    action: AuditAction
    entity_type: str
    entity_id: int
    purpose: str
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preferences:
    """What a person chose for the pages.

    Attributes
    ----------
    language : str or None
        ``pt_BR`` or ``en``; None where it follows the tenant.
    theme : Theme
        Light, dark, or as the device says.
    keyboard : bool
        Whether single keys act; off for those who speak or lean on keys.
    keys : mapping of ReviewAction to str
        One character an action, none twice.
    must_change_password : bool
        The password was given by an administrator, for one login.
    """

    language: str | None = None
    theme: Theme = Theme.AUTO
    keyboard: bool = True
    keys: Mapping[ReviewAction, str] = field(default_factory=lambda: DEFAULT_KEYS)
    must_change_password: bool = False

    @classmethod
    def parse(cls, stored: Mapping[str, str]) -> "Preferences":
        """The preferences that the rows of ``user_settings`` stand for.

        What cannot be read falls back to the default: a page must come up.

        Examples
        --------
        >>> Preferences.parse({"theme": "dark", "key.skip": "j"}).keys["skip"]
        'j'
        """
        keys = {
            action: stored.get(f"key.{action}", letter)
            for action, letter in DEFAULT_KEYS.items()
        }
        theme, language = stored.get("theme"), stored.get("language")
        return cls(
            language=language if language in LOCALES else None,
            theme=Theme(theme) if theme in set(Theme) else Theme.AUTO,
            keyboard=stored.get("keyboard") != "off",
            keys=keys,
            must_change_password=stored.get("must_change_password") == "yes",
        )

    def as_rows(self) -> dict[str, str]:
        """The preferences as `parse` reads them.

        Raises
        ------
        ParameterError
            A language that there is not, a key that is no single character, or
            one key for two actions.
        """
        if self.language not in (None, *LOCALES):
            raise ParameterError(f"the language must be one of {', '.join(LOCALES)}")
        used = [key.casefold() for key in self.keys.values()]
        if any(len(key) != 1 or not key.isprintable() or key == " " for key in used):
            raise ParameterError("a key must be a single letter, digit or sign")
        if len(set(used)) != len(used):
            raise ParameterError("one key cannot stand for two actions")
        return {
            "language": self.language or "",
            "theme": self.theme.value,
            "keyboard": "on" if self.keyboard else "off",
            **{f"key.{action}": key for action, key in self.keys.items()},
        }


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A person with an open session in the browser.

    Attributes
    ----------
    tenant : Tenant
        Whose pages these are.
    reviewer : Reviewer
        The person, with the roles of this moment.
    web_session_id : int
        ``web_sessions.id``.
    preferences : Preferences
        The person's own.
    """

    tenant: Tenant
    reviewer: Reviewer
    web_session_id: int
    preferences: Preferences


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may use the workbench, as administrators see him.

    Attributes
    ----------
    id : int
        ``users.id``.
    email, name : str
        As stored.
    is_active, has_password : bool
        Whether he can log in at all.
    roles : frozenset of WorkbenchRoleName
        What he may do.
    last_login_at : datetime or None
        When he last came in.
    """

    id: int
    email: str
    name: str
    is_active: bool
    has_password: bool
    roles: frozenset[WorkbenchRoleName]
    last_login_at: datetime | None
