"""THE SAME DOORS FOR MACHINES: what a page shows and does, as JSON under /api/v1, for one seat per token."""

from collections.abc import Awaitable, Callable

from fastapi import Depends, FastAPI, Request
from fastapi.responses import Response

from api import casework, doors, ledger, problems, sharing

VERSION = "1.0.0"
_ABOUT = (
    "Elke sleutel opent één zitplaats en ziet precies wat die zitplaats op het scherm ziet. "
    "Wat een antwoord toont van anderen staat in het verstrekkingenregister voordat het weggaat. "
    "Elke handeling draagt een `once`: een eigen UUID, waarmee twee keer sturen één keer handelt."
)


def create() -> FastAPI:
    """The API, mounted under /api."""
    app = FastAPI(
        title="tafel", version=VERSION, description=_ABOUT, openapi_url="/v1/openapi.json", docs_url=None,
        redoc_url=None, redirect_slashes=False, responses=problems.PROBLEMS,
    )  # fmt: skip
    for router in (casework.router, sharing.router, ledger.router):
        app.include_router(router, prefix="/v1", dependencies=[Depends(doors.seat)])
    problems.answer(app)
    app.middleware("http")(_name_version)
    return app


async def _name_version(request: Request, go_on: Callable[[Request], Awaitable[Response]]) -> Response:
    answer = await go_on(request)
    answer.headers["API-Version"] = VERSION
    return answer
