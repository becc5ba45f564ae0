"""The administrators' page of people: who may come in, and with which roles."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Path
from starlette.requests import Request
from starlette.responses import Response

from sdml.errors import Forbidden, MisuseError, NotFound, ParameterError
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.steps.grant_role import grant_role
from sdml.steps.invite_user import invite_user
from sdml.steps.list_users import list_users
from sdml.steps.record_denial import record_denial
from sdml.steps.reset_password import reset_password
from sdml.steps.revoke_role import revoke_role
from sdml.steps.switch_user import switch_user
from sdml.web.cookies import Notice
from sdml.web.pages import language_of, render, see_other
from sdml.web.permissions import Operation
from sdml.web.shell import shell_of
from sdml.web.visitors import Permission, Visitor

__all__ = ["router"]

router = APIRouter(prefix="/admin/users")

Seeing = Annotated[Visitor, Depends(Permission(Operation.SEE_USERS))]
Changing = Annotated[Visitor, Depends(Permission(Operation.CHANGE_USERS))]
RowId = Annotated[int, Path(ge=1, le=2**53)]
Role = Annotated[WorkbenchRoleName, Form()]
Email = Annotated[str, Form(max_length=320)]


@router.get("")
def show_users(request: Request, visitor: Seeing) -> Response:
    """Everybody of the workbench, with roles and switches."""
    return _page(request, visitor)


@router.post("")
def add_person(
    request: Request,
    visitor: Changing,
    email: Email,
    role: Role,
    password: Annotated[str, Form(max_length=1024)] = "",
) -> Response:
    """Add a person; the password is on this answer's page and nowhere else."""
    _ = language_of(request).gettext
    typed = {"email": email, "role": role.value}
    try:
        with shell_of(request).hashing:
            invitation = invite_user(
                visitor.session, email, role, visitor.origin, password or None
            )
    except ParameterError:
        said = _("The e-mail cannot be read, or the password is under 12 characters.")
        return _page(request, visitor, {"refusal": said, "typed": typed}, 422)
    except MisuseError:
        said = _("This person has a password already, or is switched off.")
        return _page(request, visitor, {"refusal": said, "typed": typed}, 409)
    shown = {"email": email.strip().lower(), "password": invitation.password}
    return _page(request, visitor, {"invitation": shown}, 201)


@router.post("/{user_id}/roles")
def change_role(
    request: Request,
    visitor: Changing,
    user_id: RowId,
    role: Role,
    action: Annotated[Literal["grant", "revoke"], Form()],
) -> Response:
    """Give a role or take it away, at once."""
    change = grant_role if action == "grant" else revoke_role
    try:
        change(visitor.session, user_id, role, visitor.origin)
    except Forbidden:
        return _refused(request, visitor)
    return _done(request)


@router.post("/{user_id}/active")
def change_active(
    request: Request,
    visitor: Changing,
    user_id: RowId,
    is_active: Annotated[Literal["yes", "no"], Form()],
) -> Response:
    """Switch a person on, or off and out of all his sessions."""
    try:
        switch_user(visitor.session, user_id, is_active=is_active == "yes")
    except Forbidden:
        return _refused(request, visitor)
    return _done(request)


@router.post("/{user_id}/password")
def give_password(request: Request, visitor: Changing, user_id: RowId) -> Response:
    """A new password for one login, on this answer's page and nowhere else."""
    people = {person.id: person.email for person in list_users(visitor.session)}
    if user_id not in people:
        raise NotFound(f"this tenant has no person {user_id}")
    if user_id == visitor.reviewer.user_id:
        return _refused(request, visitor)
    with shell_of(request).hashing:
        password = reset_password(visitor.session, user_id, visitor.origin)
    shown = {"email": people[user_id], "password": password}
    return _page(request, visitor, {"invitation": shown}, 201)


def _done(request: Request) -> Response:
    _ = language_of(request).gettext
    return see_other(request, "/admin/users", Notice("good", _("Saved.")))


def _refused(request: Request, visitor: Visitor) -> Response:
    reason = "own_account"
    record_denial(visitor.session, Operation.CHANGE_USERS, reason, visitor.origin)
    _ = language_of(request).gettext
    said = _("Nobody changes his own access here: another administrator can.")
    return _page(request, visitor, {"refusal": said}, 403)


def _page(
    request: Request,
    visitor: Visitor,
    values: Mapping[str, object] | None = None,
    status: int = 200,
) -> Response:
    _ = language_of(request).gettext
    shown: dict[str, object] = {
        "people": list_users(visitor.session),
        "roles": {
            WorkbenchRoleName.VIEWER: _("Viewer"),
            WorkbenchRoleName.REVIEWER: _("Reviewer"),
            WorkbenchRoleName.APPROVER: _("Approver"),
            WorkbenchRoleName.ADMIN: _("Administrator"),
        },
        "invitation": None,
        "refusal": None,
        "typed": {"email": "", "role": WorkbenchRoleName.REVIEWER.value},
    }
    return render(request, "people.html.j2", shown | dict(values or {}), status)
