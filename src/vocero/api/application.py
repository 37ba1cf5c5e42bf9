"""The FastAPI application."""

from typing import Annotated, Literal

from fastapi import Depends, FastAPI, Response
from pydantic import BaseModel

from vocero.conversation.status import Probe, probe, probes
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


def application(settings: Settings | None = None) -> FastAPI:
    """Make the application; nothing is opened before the first request."""
    own = settings or load()
    found = probes(own, Database(own))
    app = FastAPI(title="Vocero", version="0.1.0", docs_url=None, redoc_url=None)

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
