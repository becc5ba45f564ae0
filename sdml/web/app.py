"""The web application: routes, refusals and the envelope around them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote, unquote

from fastapi import FastAPI

from sdml import __version__
from sdml.errors import MisuseError
from sdml.settings import Settings
from sdml.steps.open_site import open_site
from sdml.web import (
    account_pages,
    assignment_pages,
    bulk_pages,
    decision_pages,
    example_pages,
    gold_pages,
    login_pages,
    people_pages,
    progress_pages,
    queue_pages,
    report_pages,
    review_api,
    review_pages,
    session_api,
    site_routes,
)
from sdml.web.assets import read_assets
from sdml.web.envelope import Envelope
from sdml.web.lane import out_of_lane
from sdml.web.pages import page_environment
from sdml.web.refusals import answer_plainly, install_refusals
from sdml.web.shell import Shell

__all__ = ["create_app"]

ROUTERS = (
    site_routes.router,
    login_pages.router,
    account_pages.router,
    people_pages.router,
    review_pages.router,
    example_pages.router,
    decision_pages.router,
    queue_pages.router,
    bulk_pages.router,
    progress_pages.router,
    report_pages.router,
    assignment_pages.router,
    gold_pages.router,
    session_api.router,
    review_api.router,
)
# What any route may answer, for the description of the interface.
RESPONSES: dict[int | str, dict[str, object]] = {
    303: {"description": "Go on there: after a form, or to log in"},
    401: {"description": "Nobody is logged in, or the login was refused"},
    403: {"description": "Another role is needed, or the token is not right"},
    404: {"description": "This tenant has no such row"},
    408: {"description": "The body came too slowly"},
    409: {"description": "Somebody else was faster; nothing was changed"},
    413: {"description": "More than one megabyte"},
    415: {"description": "Another content type than JSON"},
    422: {"description": "A field that cannot be read"},
    429: {"description": "Too many failed logins"},
    503: {"description": "The database is busy"},
}


def create_app(settings: Settings, root_path: str = "") -> FastAPI:
    """The application of one database, ready to be served.

    Parameters
    ----------
    settings : Settings
        Which database, and where derived files go.
    root_path : str
        Prefix of every address, as a browser writes it, such as
        ``/user/ana/sdml-review``; a proxy may take it away or leave it.

    Raises
    ------
    MisuseError
        The prefix cannot be one.
    CheckFailed
        Migrations are pending.
    StoreError
        The database cannot be used.
    """
    prefix = _checked_prefix(root_path)
    site = open_site(settings, while_waiting=out_of_lane)
    shell = Shell(site, prefix, read_assets(), page_environment())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        shell.site.database.close()

    app = FastAPI(
        title="sdml",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        responses=RESPONSES,
        lifespan=lifespan,
    )
    app.state.shell = shell
    for router in ROUTERS:
        app.include_router(router)
    install_refusals(app)
    app.add_middleware(
        Envelope, root_path=unquote(prefix), answer_plainly=answer_plainly
    )
    return app


def _checked_prefix(root_path: str) -> str:
    prefix = quote(unquote(root_path.rstrip("/")), safe="/:@!$&'()*+,;=~-._")
    if prefix and (not prefix.startswith("/") or "//" in prefix or ".." in prefix):
        raise MisuseError(
            f"the root path is {root_path!r}: expected a path such as /user/ana/desk"
        )
    return prefix
