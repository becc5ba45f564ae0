"""What the door itself refuses, before any step is called."""

from sdml.errors import Forbidden, SdmlError

__all__ = ["ForgeryRefused", "LoginNeeded", "PasswordChangeNeeded", "RoleNeeded"]


class LoginNeeded(SdmlError):
    """Nobody is logged in, or the session is over."""

    code = "login_needed"

    def __init__(self) -> None:
        super().__init__("log in first: there is no open session")


class ForgeryRefused(Forbidden):
    """A changing request without this session's token, or from another site."""

    code = "forgery_refused"

    def __init__(self) -> None:
        super().__init__("the request did not come from a page of this session")


class RoleNeeded(Forbidden):
    """The person has none of the roles that the operation takes."""

    code = "role_needed"

    def __init__(self) -> None:
        super().__init__("this takes a role that you do not have")


class PasswordChangeNeeded(Forbidden):
    """The password was given for one login: first it must be changed."""

    code = "password_change_needed"

    def __init__(self) -> None:
        super().__init__("choose a password of your own first")
