"""The mailroom between a real Twilio client, the stand-in and PostgreSQL; the bot is scripted."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
import uvicorn
from pydantic import SecretStr

from vocero.api.application import application
from vocero.mailroom import dispatcher, sender
from vocero.mailroom.bot import Said, SilentError
from vocero.mailroom.post_office import PostOffice
from vocero.settings import Settings
from vocero.standin.serving import Standin, running
from vocero.storage.engine import Database

PATIENCE = 10.0
TABLES = ("vocero.inbox, vocero.outbox, vocero.correspondents, vocero.consents, "
          "vocero.suppressions, vocero.external_ids, vocero.contents, vocero.audit")  # fmt: skip
FAST = (
    dispatcher.Pace(typing=0.1, progress=0.3, apology=0.05, between=(0.05, 0.1, 0.1, 0.1, 0.1, 0.1),
                    idle=0.05, ending=0.2),
    sender.Pace(first=0.05, longest=0.2, unsure=0.1, idle=0.05),
)  # fmt: skip


@dataclass
class ScriptedBot:
    """Answers "re: …" to everything, unless told otherwise for a text."""

    asked: list[tuple[str, str, str]] = field(default_factory=list)
    script: dict[str, Callable[[], tuple[Said, ...]]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    down: bool = False

    async def ask(self, phone: str, message_sid: str, text: str) -> tuple[Said, ...]:
        """Keep what was asked, and answer."""
        self.asked.append((phone, message_sid, text))
        if self.down:
            raise SilentError("down")
        await asyncio.sleep(self.seconds.get(text, 0))
        made = self.script.get(text)
        return made() if made else (Said(f"re: {text}"),)

    async def close(self) -> None:
        """Have nothing to close."""


def silent() -> tuple[Said, ...]:
    """Have nothing to say."""
    raise SilentError("nothing to say")


@dataclass
class Desk:
    """A running API, the stand-in it talks to, and its scripted bot."""

    url: str
    standin: Standin
    bot: ScriptedBot
    database: Database
    settings: Settings

    def says(self, phone: str, body: str = "", **more: Any) -> str:
        """Let a phone write and give the message's id."""
        return str(self.standin.writes(phone, body, **more).get("sid"))

    def heard(self, phone: str, count: int, seconds: float = PATIENCE) -> list[str]:
        """Wait until a phone has so many messages from us, and give their texts."""
        return [m["body"] for m in self.messages(phone, count, seconds)]

    def messages(self, phone: str, count: int, seconds: float = PATIENCE) -> list[dict[str, Any]]:
        """Wait until a phone has so many messages from us, and give them."""
        until = time.monotonic() + seconds
        found: list[dict[str, Any]] = []
        while time.monotonic() < until:
            found = [m for m in self.standin.chat(phone)["messages"] if m["direction"] == "out"]
            if len(found) >= count:
                return found
            time.sleep(0.02)
        raise AssertionError(f"{len(found)} messages, not {count}: {found}")

    def stays(self, phone: str, count: int, seconds: float = 0.5) -> None:
        """Check that a phone has so many messages from us and gets no more."""
        time.sleep(seconds)
        found = [m for m in self.standin.chat(phone)["messages"] if m["direction"] == "out"]
        assert len(found) == count, found

    def sql(self, statement: str, **values: object) -> list[sa.Row[Any]]:
        """Run SQL as the owner."""
        with self.database.owner.begin() as connection:
            result = connection.execute(sa.text(statement), values)
            return list(result) if result.returns_rows else []

    def until(self, statement: str, seconds: float = PATIENCE, **values: object) -> None:
        """Wait until a condition holds in the database."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if self.sql(f"select 1 where {statement}", **values):
                return
            time.sleep(0.02)
        raise AssertionError(f"never: {statement}")


@pytest.fixture(scope="session")
def whatsapp_settings(settings: Settings) -> Settings:
    """The test company, with a Twilio account of its own."""
    return settings.model_copy(update={
        "twilio_account_sid": "AC" + "5e" * 16, "twilio_auth_token": SecretStr("token-of-tests"),
        "twilio_whatsapp_number": "whatsapp:+14155238886",
        "identity_secret": SecretStr("identity-of-tests-that-is-long-enough"),
        "public_url": "http://127.0.0.1:1", "twilio_rate": 1000.0, "twilio_pair_rate": 1000.0,
        "total_limit": 100_000,
    })  # fmt: skip


@pytest.fixture(scope="session")
def standin(whatsapp_settings: Settings) -> Iterator[Standin]:
    """The stand-in, over HTTP."""
    with running(whatsapp_settings) as serving:
        yield serving


@contextmanager
def api(
    settings: Settings, standin: Standin, database: Database, bot: ScriptedBot
) -> Iterator[Desk]:
    """Serve the API on a free port until the block ends."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    own = settings.model_copy(update={"public_url": url, "twilio_api_url": standin.url})
    serving: list[uvicorn.Server] = []

    async def serve() -> None:
        app = application(own, PostOffice(own, database, bot, *FAST))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        serving.append(server)
        await server.serve(sockets=[listener])

    thread = threading.Thread(target=asyncio.run, args=(serve(),), daemon=True)
    thread.start()
    until = time.monotonic() + PATIENCE
    while not (serving and serving[0].started):
        assert thread.is_alive()
        assert time.monotonic() < until
        time.sleep(0.005)
    standin.point(url + "/webhooks/twilio/webhook")
    try:
        yield Desk(url, standin, bot, database, own)
    finally:
        serving[0].should_exit = True
        thread.join(PATIENCE)
        listener.close()


@pytest.fixture
def clean(standin: Standin, database: Database) -> None:
    """Nothing in the mail, and a stand-in that behaves."""
    standin.anew()
    with database.owner.begin() as connection:
        connection.execute(sa.text(f"truncate {TABLES}"))
        connection.execute(sa.text(
            "update vocero.throttles set allowance = 0, refilled_at = '2000-01-01'"
        ))  # fmt: skip


@pytest.fixture
def desk(
    whatsapp_settings: Settings, standin: Standin, database: Database, clean: None
) -> Iterator[Desk]:
    """An API with a scripted bot."""
    with api(whatsapp_settings, standin, database, ScriptedBot()) as running_api:
        yield running_api
