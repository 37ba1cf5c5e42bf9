"""The admin API in this process, over a database of its own with one person of each level."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import jwt
import pytest
import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from vocero.api.application import application
from vocero.mailroom.bot import Said, SilentError
from vocero.people.policy import LEVELS
from vocero.settings import Settings
from vocero.storage import migrate
from vocero.storage.engine import Database

SECRET = "a rest secret of tests that is long enough"
IDS = {3: {"region_id": 1}, 4: {"region_id": 1, "branch_id": 1}, 5: {"team_id": 1},
       8: {"agent_id": 1}, 9: {"partner_id": 1}, 10: {"customer_id": 1}}  # fmt: skip
SECOND = "+12025550111"
"""Another administrator."""
COLUMNS = ("region_id", "branch_id", "team_id", "agent_id", "partner_id", "customer_id")


def number(level: int) -> str:
    """The number of the person of a level."""
    return f"+120255501{level:02d}"


def bearer(phone: str = number(1), **more: Any) -> dict[str, str]:
    """Give a person's header."""
    claims = {"sub": phone, "exp": int(time.time()) + 600, **more}
    return {"Authorization": "Bearer " + jwt.encode(claims, SECRET, algorithm="HS256")}


@dataclass
class FakeBot:
    """Answers "re: …", or is silent; keeps what it was asked."""

    asked: list[tuple[str, str, str]] = field(default_factory=list)
    silent: bool = False

    async def ask(self, phone: str, message_sid: str, text: str) -> tuple[Said, ...]:
        """Keep what was asked, and answer."""
        self.asked.append((phone, message_sid, text))
        if self.silent:
            raise SilentError("down")
        return (Said(f"re: {text}", (("Sí", "1"),)),)

    async def close(self) -> None:
        """Have nothing to close."""


@dataclass
class Admin:
    """The API as an administrator calls it, and its database."""

    client: httpx.Client
    database: Database
    settings: Settings
    app: FastAPI
    bot: FakeBot

    def call(
        self, method: str, path: str, said: Any = None, *, by: str = number(1), **headers: str
    ) -> Any:
        """Call and give the answer; header names have _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.request(method, "/api/v1" + path, json=said,
                                   headers={**bearer(by), **named})  # fmt: skip

    def sql(self, statement: str, **values: object) -> list[sa.Row[Any]]:
        """Run SQL as the owner."""
        with self.database.owner.begin() as connection:
            result = connection.execute(sa.text(statement), values)
            return list(result) if result.returns_rows else []

    def id(self, phone: str) -> int:
        """Give the id of a number."""
        [[found]] = self.sql("select person_id from vocero.people where phone = :p", p=phone)
        return int(found)

    def person(self, phone: str, level: int = 2, **more: Any) -> int:
        """Add someone and give their id."""
        values = {"name": "Persona", "language": "es", "active": True,
                  **dict.fromkeys(COLUMNS), **more}  # fmt: skip
        [[made]] = self.sql(
            "insert into vocero.people (phone, name, level, language, active, "
            f"{', '.join(COLUMNS)}) values (:phone, :name, :level, :language, :active, "
            f"{', '.join(f':{c}' for c in COLUMNS)}) returning person_id",
            phone=phone, level=level, **values,
        )  # fmt: skip
        return int(made)

    def entries(self, event: str) -> list[sa.Row[Any]]:
        """Give what the audit log holds of an event."""
        return self.sql("select person_id, subject_id, details, outcome, door from vocero.audit"
                        " where event = :event order by audit_id", event=event)  # fmt: skip


@pytest.fixture(scope="session")
def own_settings(settings: Settings, database: Database) -> Settings:
    """A company with a database of its own beside the demo company's."""
    with database.owner.connect() as connection:
        raw = connection.execution_options(isolation_level="AUTOCOMMIT")
        raw.exec_driver_sql("drop database if exists admin with (force)")
        raw.exec_driver_sql("create database admin")
    url = database.owner.url.set(drivername="postgresql", database="admin")
    return settings.model_copy(update={
        "database_url": SecretStr(url.render_as_string(hide_password=False)),
        "twilio_account_sid": "AC" + "5e" * 16, "twilio_auth_token": SecretStr("token-of-tests"),
        "twilio_whatsapp_number": "whatsapp:+14155238886", "public_url": "http://127.0.0.1:1",
        "identity_secret": SecretStr("identity-of-tests-that-is-long-enough"),
        "rest_secret": SecretStr(SECRET), "now": None,
    })  # fmt: skip


@pytest.fixture(scope="session")
def own_database(own_settings: Settings) -> Iterator[Database]:
    """The database of the admin API's tests."""
    opened = Database(own_settings)
    migrate.upgrade(opened, own_settings, demo=False)
    yield opened
    opened.close()


@contextmanager
def served(settings: Settings, database: Database) -> Iterator[Admin]:
    """Serve the API on a free port; the mailroom's rounds do not run."""
    bot = FakeBot()
    app = application(settings, bot=bot)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.005)
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with httpx.Client(base_url=url, timeout=30) as client:
        yield Admin(client, database, settings, app, bot)
    server.should_exit = True
    thread.join(10)
    listener.close()


@pytest.fixture(scope="session")
def running(own_settings: Settings, own_database: Database) -> Iterator[Admin]:
    """One API for all tests."""
    with served(own_settings, own_database) as made:
        yield made


@pytest.fixture
def admin(running: Admin) -> Admin:
    """The API with one person of each level and a second administrator, and nothing else."""
    emptied(running)
    return running


def emptied(made: Admin) -> None:
    """Leave the directory as every test finds it."""
    made.sql("truncate vocero.people, vocero.audit, vocero.correspondents, vocero.outbox,"
             " vocero.suppressions, vocero.branch_zones, vocero.jobs"
             " restart identity cascade")  # fmt: skip
    made.sql("update vocero.throttles set allowance = 0, refilled_at = '2000-01-01'")
    for level in LEVELS:
        made.person(number(level), level, name=f"Persona {level}", **IDS.get(level, {}))
    made.person(SECOND, 1, name="Segunda")
    made.bot.asked.clear()
    made.bot.silent = False
