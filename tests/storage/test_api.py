"""The API says that it lives, and whether a question would be answered."""

import httpx
import pytest

from vocero.api.application import application
from vocero.settings import Settings
from vocero.storage.engine import Database


@pytest.fixture
def client(settings: Settings, database: Database) -> httpx.AsyncClient:
    """The API in this process; bot and actions are not running on these ports."""
    quiet = settings.model_copy(update={"bot_port": 1, "actions_port": 2})
    transport = httpx.ASGITransport(app=application(quiet))
    return httpx.AsyncClient(transport=transport, base_url="http://test")


async def test_live_needs_nothing(client: httpx.AsyncClient) -> None:
    """The process answers."""
    answer = await client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_ready_probes_each_part(client: httpx.AsyncClient) -> None:
    """The database works, bot and actions do not: 503, and which."""
    answer = await client.get("/health/ready")
    parts = {part["name"]: part["well"] for part in answer.json()["parts"]}
    assert answer.status_code == 503
    assert parts == {"database": True, "actions": False, "model": False}
