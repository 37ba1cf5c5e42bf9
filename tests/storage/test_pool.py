"""Pooled connections that the server has ended are replaced: at once, or with the next message."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from vocero.errors import UnavailableError
from vocero.settings import Settings
from vocero.storage import engine
from vocero.storage.engine import Database


@pytest.fixture
def pooled(settings: Settings, database: Database) -> Iterator[tuple[Database, Database]]:
    """Give a database whose pools hold a connection each, and another that may end them."""
    own = Database(settings)
    _use(own)
    yield own, database
    own.close()


def _use(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(sa.text("select 1"))
    with database.reading({"rows": "all"}) as connection:
        connection.execute(sa.text("select 1"))


def _end(pooled: tuple[Database, Database]) -> None:
    own, other = pooled
    pids = []
    for pool in (own.owner, own.reader):
        with pool.connect() as connection:
            pids.append(connection.execute(sa.text("select pg_backend_pid()")).scalar_one())
    with other.owner.begin() as connection:
        connection.execute(
            sa.text("select pg_terminate_backend(pid, 2000) from unnest(:pids) pid"), {"pids": pids}
        )


def test_an_idle_connection_is_replaced_unnoticed(
    pooled: tuple[Database, Database], monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a pause each is asked whether it lives."""
    _end(pooled)
    monkeypatch.setattr(engine, "_PAUSE", 0.0)
    _use(pooled[0])


def test_a_busy_one_fails_once(pooled: tuple[Database, Database]) -> None:
    """In the middle of work the person hears of it, and the next message is answered."""
    _end(pooled)
    for way in (pooled[0].writing, lambda: pooled[0].reading({"rows": "all"})):
        with pytest.raises(UnavailableError), way() as connection:
            connection.execute(sa.text("select 1"))
    _use(pooled[0])
