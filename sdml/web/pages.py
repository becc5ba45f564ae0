"""Pages from templates: their language, their addresses, and what follows a form."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sdml.records.language import Language
from sdml.records.mask_names import name_masks
from sdml.steps.choose_language import choose_language
from sdml.web.cookies import (
    Notice,
    forget_notice,
    keep_guest_secret,
    keep_notice,
    new_guest_secret,
    read_language_cookie,
    read_notice,
    request_secret,
)
from sdml.web.forgery import token_of
from sdml.web.shell import shell_of
from sdml.web.visitors import Visitor, find_visitor

__all__ = [
    "address",
    "home_of",
    "is_swap",
    "language_of",
    "own_path",
    "page_environment",
    "render",
    "see_other",
]

TEMPLATES = Path(__file__).parent / "templates"
LOCALES = ("pt_BR", "en")
_OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def page_environment() -> Environment:
    """The templates of this door; what they show is escaped."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,  # else every page asks the disk after its files
    )


def address(request: HTTPConnection, path: str, **query: object) -> str:
    """The address of a page as a browser needs it, behind any prefix.

    Parameters
    ----------
    request : HTTPConnection
        Any request of this server.
    path : str
        Of the route, from ``/``.
    **query : object
        Parameters; None leaves one out.
    """
    words = tuple(
        (name, str(value)) for name, value in query.items() if value is not None
    )
    return shell_of(request).root_path + _written(path, words)


@lru_cache(maxsize=4096)
def _written(path: str, words: tuple[tuple[str, str], ...]) -> str:
    tail = f"?{urlencode(words)}" if words else ""
    return quote(path, safe="/%") + tail


def own_path(text: str | None) -> str | None:
    """The text where it is a path of this server and nothing else, else None.

    Examples
    --------
    >>> own_path("/review?task=category"), own_path("//evil.example"), own_path("x:y")
    ('/review?task=category', None, None)
    """
    return text if text and len(text) < 2000 and _OWN_PATH.fullmatch(text) else None


def language_of(request: HTTPConnection) -> Language:
    """The reader's language: his own choice, else the tenant's, else the browser's."""
    visitor = find_visitor(request)
    if visitor is not None:
        tenant = visitor.session.tenant
        return choose_language(
            visitor.preferences.language or tenant.locale, tenant.timezone
        )
    chosen = read_language_cookie(request)
    if chosen in LOCALES:
        return choose_language(chosen)
    return choose_language(_accepted(request.headers.get("accept-language", "")))


def is_swap(request: Request) -> bool:
    """Whether our own script asks, which takes pieces out of the answer."""
    return request.headers.get("x-requested-with") == "sdml"


def render(
    request: Request,
    template: str,
    values: Mapping[str, object] | None = None,
    status: int = 200,
) -> Response:
    """A page.

    Parameters
    ----------
    request : Request
        What asks for it.
    template : str
        Its file in ``templates/``; it extends ``layout.html.j2``.
    values : mapping, optional
        What it shows, beside what every page has: ``_``, ``ngettext``,
        ``language``, ``masked(text)``, ``url(path, **query)``, ``asset(name)``,
        ``visitor``, ``csrf_token``, ``notice`` and ``path``.
    status : int
        Of the answer.
    """
    shell, visitor = shell_of(request), find_visitor(request)
    language = language_of(request)
    secret = request_secret(request) or new_guest_secret()
    html = shell.environment.get_template(template).render(
        {
            "_": language.gettext,
            "gettext": language.gettext,
            "ngettext": language.ngettext,
            "language": language,
            "masked": lambda text: name_masks(text, language),
            "url": lambda path, **query: address(request, path, **query),
            "asset": lambda name: address(
                request, f"/static/{shell.assets.names[name]}"
            ),
            "visitor": visitor,
            "csrf_token": token_of(secret),
            "notice": read_notice(request),
            "path": request.state.route_path,
            "request_id": request.state.request_id,
            **(values or {}),
        }
    )
    response = HTMLResponse(html, status)
    forget_notice(request, response)
    if request_secret(request) is None:
        keep_guest_secret(request, response, secret)
    return response


def see_other(
    request: Request, path: str, notice: Notice | None = None, **query: object
) -> Response:
    """Send the browser on after a form, with a message for the next page.

    Parameters
    ----------
    request : Request
        The form's.
    path : str
        Of a route; it may carry a query of its own.
    notice : Notice, optional
        Shown once.
    **query : object
        Parameters of the address.
    """
    way, _, tail = path.partition("?")
    goal = address(request, way, **query) + (f"?{tail}" if tail else "")
    response = RedirectResponse(goal, 303)
    if notice is not None:
        keep_notice(request, response, notice)
    return response


def home_of(visitor: Visitor) -> str:
    """The path of the page where a visitor starts."""
    return "/review" if visitor.may("review.see") else "/account"


def _accepted(header: str) -> str:
    """The first of our languages that the browser names; Portuguese by default."""
    for part in header[:500].split(","):
        tag = part.partition(";")[0].strip().lower()
        if tag.startswith("pt"):
            return "pt_BR"
        if tag.startswith("en"):
            return "en"
    return "pt_BR"
