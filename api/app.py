"""THE SAME DOORS FOR MACHINES: what a page shows and does, as JSON under /api/v1, for one seat per token."""

from collections.abc import Callable

from fastapi import Depends, FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import (
    actions,
    amendments,
    casework,
    described,
    doors,
    figures,
    identifiers,
    ledger,
    problems,
    questions,
    registrations,
    sharing,
    signals,
    stacks,
)  # fmt: skip
from tafel.refusals import Said

_ABOUT = (
    "Elke sleutel opent één zitplaats en ziet precies wat die zitplaats op het scherm ziet. "
    "Wat een antwoord toont van anderen staat in het verstrekkingenregister voordat het weggaat. "
    "Elke handeling draagt een `once`: een eigen UUID, waarmee twee keer sturen één keer handelt. "
    "Wat misgaat, staat in gewoon Nederlands in het antwoord; met `Accept-Language: en` in het Engels."
)


def create(speak: Callable[[Said, str], str]) -> FastAPI:
    """The API, mounted under /api; `speak` says a sentence in a language."""
    app = FastAPI(
        title="tafel", version=problems.VERSION, description=_ABOUT, openapi_url="/v1/openapi.json", docs_url=None,
        redoc_url=None, redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # the application around it does
    )  # fmt: skip
    app.state.speak = speak
    routers = (
        casework.router, signals.router, identifiers.router, actions.router, questions.router, sharing.router,
        amendments.router, registrations.router, stacks.router, ledger.router, figures.router,
    )  # fmt: skip
    for router in routers:
        app.include_router(router, prefix="/v1", dependencies=[Depends(doors.seat)])
    problems.answer(app)
    described.describe(app)
    app.add_middleware(_Versioned)
    return app


class _Versioned:
    """Every answer names the version."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["API-Version"] = problems.VERSION
            await send(message)

        await self.app(scope, receive, named)
