"""Whether the system is alive, and whether a question would be answered now."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from vocero.conversation.status import Probe, probe


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


def router(parts: tuple[Probe, ...]) -> APIRouter:
    """Give the routes that supervisors and load balancers ask."""
    routes = APIRouter(prefix="/health", tags=["health"])

    @routes.get("/live")
    def live() -> Live:
        """Tell that this process answers."""
        return Live()

    @routes.get("/ready", responses={503: {"model": Ready}})
    def ready(response: Response) -> Ready:
        """Probe database, action server and language model; 503 when one does not work."""
        findings = [probe(part) for part in parts]
        well = all(found.well for found in findings)
        response.status_code = 200 if well else 503
        return Ready(
            status="ok" if well else "degraded",
            parts=[Part(name=f.name, well=f.well, milliseconds=f.milliseconds) for f in findings],
        )

    return routes
