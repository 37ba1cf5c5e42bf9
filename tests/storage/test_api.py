"""The API says that it lives, and whether a question would be answered."""

import httpx
import pytest
from pydantic import SecretStr

from vocero.api.application import application
from vocero.errors import ConfigurationError
from vocero.settings import Settings
from vocero.storage.engine import Database

TWILIO = {
    "twilio_account_sid": "AC" + "0" * 32, "twilio_auth_token": SecretStr("x"),
    "twilio_whatsapp_number": "whatsapp:+14155238886", "public_url": "http://test",
    "identity_secret": SecretStr("an identity secret that is long enough"),
}  # fmt: skip


@pytest.fixture
def client(settings: Settings, database: Database) -> httpx.AsyncClient:
    """The API in this process; bot and actions are not running on these ports."""
    quiet = settings.model_copy(update={"bot_port": 1, "actions_port": 2, **TWILIO})
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


def test_without_twilio_the_api_does_not_start(settings: Settings, database: Database) -> None:
    """One sentence names every variable that is missing."""
    with pytest.raises(ConfigurationError) as error:
        application(settings)
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WHATSAPP_NUMBER",
                 "VOCERO_PUBLIC_URL"):  # fmt: skip
        assert name in str(error.value)


async def test_production_has_no_simulator(settings: Settings, database: Database) -> None:
    """The page speaks for ten people without asking who looks at it."""
    for env, status in (("development", 200), ("production", 404)):
        app = application(settings.model_copy(update={"env": env, **TWILIO}))
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            assert (await client.get("/simulator")).status_code == status
