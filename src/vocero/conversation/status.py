"""Whether the system works, really probed: each part is asked and timed."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import sqlalchemy as sa

from vocero.errors import VoceroError
from vocero.settings import Settings
from vocero.storage.engine import Database

_PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Probe:
    """One part of the system; `check` raises when the part does not work."""

    name: str
    check: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a probe found, and how long the part took to answer."""

    name: str
    well: bool
    milliseconds: int


def probe(part: Probe) -> Finding:
    """Ask one part; a failure of any kind counts as not working."""
    began = time.monotonic()
    try:
        part.check()
        well = True
    except (VoceroError, httpx.HTTPError, sa.exc.SQLAlchemyError, RuntimeError, ValueError):
        well = False
    return Finding(part.name, well, round((time.monotonic() - began) * 1000))


def probes(settings: Settings, database: Database) -> tuple[Probe, ...]:
    """Give the probes of database, action server and language model."""
    return (
        Probe("database", lambda: _database(database)),
        Probe("actions", lambda: _http(f"http://{settings.host}:{settings.actions_port}/health")),
        Probe("model", lambda: _model(settings)),
    )


def _database(database: Database) -> None:
    with database.reading({"rows": "all"}) as connection:
        connection.execute(sa.text("select 1 from fence.rates limit 1")).first()


def _http(address: str) -> None:
    httpx.get(address, timeout=_PATIENCE).raise_for_status()


def _model(settings: Settings) -> None:
    """Ask the bot to understand a word: a server without a model answers everything else."""
    answer = httpx.get(
        f"http://{settings.host}:{settings.bot_port}/webhooks/rest/health", timeout=_PATIENCE
    )
    answer.raise_for_status()
    if answer.json().get("status") != "ok":
        raise RuntimeError("the bot has no model")
