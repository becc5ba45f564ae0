"""What needs no login: files with hashed names, and whether the server is well."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from sdml.errors import StoreError
from sdml.steps.check_site import check_site
from sdml.web.shell import shell_of

__all__ = ["router"]

router = APIRouter()


@router.get("/static/{name}", include_in_schema=False)
def send_asset(request: Request, name: str) -> Response:
    """A style sheet, script or picture; the name changes with the content."""
    asset = shell_of(request).assets.files.get(name)
    if asset is None:
        raise HTTPException(404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(asset.content, 200, headers, asset.media_type)


@router.get("/healthz")
def say_health(request: Request) -> JSONResponse:
    """Whether the database answers."""
    try:
        check_site(shell_of(request).site)
    except StoreError:
        return JSONResponse({"status": "database unavailable"}, 503)
    return JSONResponse({"status": "ok"})
