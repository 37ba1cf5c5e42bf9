"""Celery does what the scheduler does: real Redis, real workers and beats, killed and flushed."""

import datetime as dt
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import redis
import sqlalchemy as sa

from vocero.errors import ConfigurationError
from vocero.notices import subscriptions
from vocero.notices.subscriptions import Subscription
from vocero.settings import Settings
from vocero.storage.engine import Database
from vocero.words.question import Question
from vocero.words.rhythm import Rhythm
from vocero.worker.__main__ import arguments
from vocero.worker.application import application

MANY = 12
PATIENCE = 90
needs_redis = pytest.mark.skipif(shutil.which("redis-server") is None, reason="no redis-server")


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[str]:
    """Run a Redis of the test's own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir",
         str(tmp_path)], stdout=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(10)


@contextmanager
def running(part: str, env: dict[str, str], home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a part of Celery; end it and its children afterwards."""
    with (home / f"{part}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "vocero.worker", part], env=env, stdout=log, stderr=log,
            start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


@pytest.fixture
def due(database: Database, settings: Settings) -> Iterator[list[int]]:
    """Make subscriptions of the branch director that are due now; forget them afterwards."""
    now = settings.clock.now()
    made = []
    with database.writing() as connection:
        person = connection.execute(
            sa.text("select person_id from vocero.people where phone = '+12025550104'")
        ).scalar_one()
        for n in range(MANY):
            new = Subscription(0, person, Question("bookings"), None, Rhythm("daily"), dt.time(8),
                               None, (), False, "es", "active", None,
                               now - dt.timedelta(minutes=n))  # fmt: skip
            made.append(subscriptions.create(connection, new, "").subscription_id)
    yield made
    with database.owner.begin() as connection:
        connection.execute(sa.text("delete from vocero.subscriptions"))
        connection.execute(sa.text("delete from vocero.outbox where dedupe_key like 'sub%'"))


def _until(check: Callable[[], bool]) -> None:
    limit = time.monotonic() + PATIENCE
    while not check():
        assert time.monotonic() < limit, "it took too long"
        time.sleep(0.2)


def _count(database: Database, query: str) -> int:
    with database.writing() as connection:
        return int(connection.execute(sa.text(query)).scalar_one())


@needs_redis
def test_each_report_goes_once_by_two_beats_a_killed_worker_and_an_emptied_redis(
    broker: str, due: list[int], database: Database, settings: Settings, tmp_path: Path
) -> None:
    """Each due report becomes one run and one message, whatever rings or dies."""
    env = {
        **os.environ, "REDIS_URL": broker, "VOCERO_ENV": "development",
        "VOCERO_NOW": settings.now.isoformat() if settings.now else "",
        "VOCERO_HOME": str(settings.home), "VOCERO_IDENTITY_SECRET": "a secret of tests",
    }  # fmt: skip
    runs = "select count(*) from vocero.subscription_runs where outcome = 'sent'"
    first = {**env, "VOCERO_HOME": str(settings.home)}
    with running("beat", first, tmp_path):
        with running("work", env, tmp_path):
            _until(lambda: _count(database, runs) >= 3)
        redis.Redis.from_url(broker).flushall()
        with running("work", env, tmp_path), running("beat", env, tmp_path):
            _until(lambda: _count(database, runs) == MANY)
            time.sleep(3)
    assert _count(database, runs) == MANY
    firsts = "from vocero.outbox where dedupe_key ~ '^subscription.*[:]0$'"
    sent = f"select count(distinct split_part(dedupe_key, chr(58), 2)) {firsts}"
    assert _count(database, sent) == _count(database, f"select count(*) {firsts}") == len(due)


def test_without_redis_celery_says_so(settings: Settings) -> None:
    """Who starts a worker without a broker is told which variable to set."""
    with pytest.raises(ConfigurationError, match="REDIS_URL"):
        application(settings)


def test_a_part_that_there_is_not_is_named(settings: Settings) -> None:
    """An unknown part is refused with those that there are."""
    with pytest.raises(ConfigurationError, match="work, beat, flower"):
        arguments("hammer", settings)
