"""The page of one's own account: password, language, colours and keys."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form
from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from sdml.errors import LoginRefused, ParameterError, TooManyAttempts
from sdml.records.access import Preferences, ReviewAction, Theme
from sdml.steps.change_password import change_password
from sdml.steps.change_preferences import change_preferences
from sdml.steps.choose_language import choose_language
from sdml.web.cookies import Notice, clear_session
from sdml.web.pages import language_of, render, see_other
from sdml.web.permissions import Operation
from sdml.web.shell import shell_of
from sdml.web.visitors import Permission, Visitor

__all__ = ["router"]

router = APIRouter()

Seeing = Annotated[Visitor, Depends(Permission(Operation.SEE_ACCOUNT))]
Changing = Annotated[Visitor, Depends(Permission(Operation.CHANGE_ACCOUNT))]
Secret = Annotated[str, Form(max_length=1024)]
Word = Annotated[str, Form(max_length=20)]


class KeyForm(BaseModel):
    """What single keys do; a box that is not ticked is not sent."""

    keyboard: Literal["on", "off"] = "off"
    approve: str = Field("", max_length=20)
    edit: str = Field("", max_length=20)
    reject: str = Field("", max_length=20)
    skip: str = Field("", max_length=20)
    undo: str = Field("", max_length=20)
    help: str = Field("", max_length=20)


@router.get("/account")
def show_account(request: Request, visitor: Seeing) -> Response:
    """The forms of the account."""
    return _page(request, visitor)


@router.post("/account/password")
def take_password(
    request: Request, visitor: Changing, old: Secret, new: Secret, again: Secret
) -> Response:
    """Change the password; every session ends, this one too."""
    _ = language_of(request).gettext
    if new != again:
        said = _("The two new passwords are not the same.")
        return _page(request, visitor, {"password": said}, 422)
    user_id = visitor.reviewer.user_id
    try:
        with shell_of(request).hashing:
            change_password(visitor.session, user_id, old, new, visitor.origin)
    except TooManyAttempts:
        raise
    except LoginRefused:
        said = _("The present password is not right.")
        return _page(request, visitor, {"password": said}, 422)
    except ParameterError:
        said = _("The new password needs 12 characters or more, and to be new.")
        return _page(request, visitor, {"password": said}, 422)
    changed = _("Your password was changed. Log in with the new one.")
    response = see_other(request, "/login")
    clear_session(request, response, Notice("good", changed))
    return response


@router.post("/account/preferences")
def take_preferences(
    request: Request,
    visitor: Changing,
    theme: Annotated[Theme, Form()],
    language: Word = "",
) -> Response:
    """Keep the language and the colours."""
    wanted = replace(visitor.preferences, language=language or None, theme=theme)
    change_preferences(visitor.session, visitor.reviewer.user_id, wanted)
    return _kept(request, visitor, wanted)


@router.post("/account/keys")
def take_keys(
    request: Request, visitor: Changing, form: Annotated[KeyForm, Form()]
) -> Response:
    """Keep what each single key does, or that none does anything."""
    typed = {action: getattr(form, action) for action in ReviewAction}
    wanted = replace(visitor.preferences, keyboard=form.keyboard == "on", keys=typed)
    try:
        change_preferences(visitor.session, visitor.reviewer.user_id, wanted)
    except ParameterError:
        _ = language_of(request).gettext
        said = _("Each action needs one letter, digit or sign, and no two the same.")
        return _page(request, visitor, {"keys": said}, 422, wanted)
    return _kept(request, visitor, wanted)


def _kept(request: Request, visitor: Visitor, wanted: Preferences) -> Response:
    # In the language that the next page will have.
    _ = choose_language(wanted.language or visitor.session.tenant.locale).gettext
    return see_other(request, "/account", Notice("good", _("Saved.")))


def _page(
    request: Request,
    visitor: Visitor,
    refusals: Mapping[str, str] | None = None,
    status: int = 200,
    typed: Preferences | None = None,
) -> Response:
    _ = language_of(request).gettext
    values = {
        "refusals": refusals or {},
        "chosen": typed or visitor.preferences,
        "themes": {
            Theme.AUTO: _("As this device says"),
            Theme.LIGHT: _("Light"),
            Theme.DARK: _("Dark"),
        },
        "actions": {
            ReviewAction.APPROVE: _("Approve"),
            ReviewAction.EDIT: _("Choose another label"),
            ReviewAction.REJECT: _("Reject"),
            ReviewAction.SKIP: _("Skip"),
            ReviewAction.UNDO: _("Undo"),
            ReviewAction.HELP: _("Help"),
        },
    }
    return render(request, "account.html.j2", values, status)
