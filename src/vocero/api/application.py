"""The FastAPI application: WhatsApp's doors, the mailroom behind them, and health."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Literal

from fastapi import Depends, FastAPI, Response
from pydantic import BaseModel

from vocero.api import simulator, whatsapp
from vocero.conversation.status import Probe, probe, probes
from vocero.mailroom.post_office import PostOffice
from vocero.settings import Settings, load
from vocero.storage.engine import Database


class Live(BaseModel):
    """The process runs."""

    status: Literal["ok"] = "ok"


class Part(BaseModel):
    """One part of the system as its probe found it."""

    name: str
    well: bool
    milliseconds: int


class Ready(BaseModel):
    """Whether a question would be answered now, and what each part says."""

    status: Literal["ok", "degraded"]
    parts: list[Part]


def application(settings: Settings | None = None, mail: PostOffice | None = None) -> FastAPI:
    """Make the application; nothing is opened before it starts.

    Raises ConfigurationError when WhatsApp is not configured.
    """
    own = settings or load()
    database = Database(own)
    found = probes(own, database)
    office = mail or PostOffice(own, database)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        office.open()
        yield
        await office.close()

    app = FastAPI(title="Vocero", version="0.1.0", docs_url=None, redoc_url=None, lifespan=lifespan)
    app.include_router(whatsapp.router(own, office))
    if own.development:
        app.include_router(simulator.router(own))

    def parts() -> tuple[Probe, ...]:
        return found

    @app.get("/health/live")
    def live() -> Live:
        """Tell that this process answers."""
        return Live()

    @app.get("/health/ready", responses={503: {"model": Ready}})
    def ready(response: Response, asked: Annotated[tuple[Probe, ...], Depends(parts)]) -> Ready:
        """Probe database, action server and language model; 503 when one does not work."""
        findings = [probe(part) for part in asked]
        well = all(found.well for found in findings)
        response.status_code = 200 if well else 503
        return Ready(
            status="ok" if well else "degraded",
            parts=[Part(name=f.name, well=f.well, milliseconds=f.milliseconds) for f in findings],
        )

    return app
