"""Add a person of the workbench, with a password and a role."""

import re
from dataclasses import dataclass

from sdml.errors import MisuseError, ParameterError
from sdml.privacy.passwords import check_password_words, hash_password, is_password
from sdml.records.workbench_words import WorkbenchRoleName
from sdml.steps.session import Session
from sdml.store.users import (
    StoredUser,
    add_role,
    find_user,
    insert_user,
    set_password_hash,
)

__all__ = ["AddedUser", "add_user"]

EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}")


@dataclass(frozen=True, slots=True)
class AddedUser:
    """The person that was asked for.

    Attributes
    ----------
    user_id : int
        ``users.id``.
    roles : tuple of WorkbenchRoleName
        All of the person's roles now.
    added : bool
        False where the person had this password and role already.
    """

    user_id: int
    roles: tuple[WorkbenchRoleName, ...]
    added: bool


def add_user(
    session: Session, email: str, role: WorkbenchRoleName, password: str
) -> AddedUser:
    """Let a person use the workbench; the same again changes nothing.

    Somebody of the desk without a password gets this one; somebody who has one
    must give it, and then gets one role more.

    Stages: check the words -> hash the password -> look -> write.

    Parameters
    ----------
    session : Session
        The tenant's.
    email : str
        Unique in the tenant, whatever its case.
    role : WorkbenchRoleName
        What the person may do.
    password : str
        At least 12 characters; only its argon2 hash is kept.

    Raises
    ------
    ParameterError
        An e-mail or a password that cannot be.
    MisuseError
        The person is switched off, or has another password.
    """
    email = email.strip().lower()
    if not EMAIL.fullmatch(email):
        raise ParameterError("the e-mail cannot be read: expected name@domain")
    check_password_words(password)
    with session.read() as connection:
        before = find_user(connection, session.tenant, email)
    hashed = _checked_hash(before, password)
    with session.write("add_user") as connection:
        found = find_user(connection, session.tenant, email)
        if found != before:
            raise MisuseError("this person was changed meanwhile: try again")
        if found is None:
            user_id = insert_user(connection, session.tenant, email, hashed)
        else:
            user_id = found.id
            if found.password_hash is None:
                set_password_hash(connection, session.tenant, user_id, hashed)
        roles = found.roles if found else frozenset()
        if role not in roles:
            add_role(connection, session.tenant, user_id, role)
    same = found is not None and found.password_hash is not None and role in roles
    return AddedUser(user_id, tuple(sorted(roles | {role})), added=not same)


def _checked_hash(user: StoredUser | None, password: str) -> str:
    if user is not None and not user.is_active:
        raise MisuseError("this person is switched off in this tenant")
    if user is None or user.password_hash is None:
        return hash_password(password)
    if not is_password(password, user.password_hash):
        raise MisuseError(
            "this tenant has a person of this e-mail with another password"
        )
    return user.password_hash
