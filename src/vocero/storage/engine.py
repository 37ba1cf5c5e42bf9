"""The ways into PostgreSQL: the owner for the app's own tables, the reader for figures.

The reader is a login of its own (`vocero_reader`) that may select from `fence` only; what it sees
there is decided by settings that last for one transaction and come from the person's Scope.
"""

import math
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from vocero.errors import TooSlowError, UnavailableError
from vocero.settings import Settings
from vocero.storage import embedded

READER = "vocero_reader"
RASA = "vocero_rasa"
_QUERY_CANCELED = "57014"
_PAUSE = 1.0
"""Seconds without use after which a pooled connection is asked whether it lives."""


def address(settings: Settings) -> str:
    """Give the owner's bare `postgresql://` address, configured or embedded."""
    if settings.database_url is not None:
        return settings.database_url.get_secret_value()
    return embedded.address(settings.home)


class Database:
    """A pool for each way in; safe to share between threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        url = sa.make_url(address(settings)).set(drivername="postgresql+psycopg2")
        password = settings.reader_password
        timeout = settings.query_timeout_ms
        self.owner = _engine(url, timeout)
        self.single = _engine(url, timeout, isolation_level="AUTOCOMMIT")
        self.reader = _engine(
            url.set(username=READER, password=password.get_secret_value() if password else None),
            timeout,
        )

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Open a transaction on the app's own tables; committed unless an error leaves it.

        Raises UnavailableError when the database cannot be reached, TooSlowError when a statement
        took longer than `VOCERO_QUERY_TIMEOUT_MS`.
        """
        with _translated(), self.owner.begin() as connection:
            yield connection

    @contextmanager
    def at_once(self) -> Iterator[sa.Connection]:
        """Open a connection on which each statement is a transaction: one round trip, no more.

        Raises what `writing` raises.
        """
        with _translated(), self.single.connect() as connection:
            yield connection

    @contextmanager
    def reading(self, fence: Mapping[str, str]) -> Iterator[sa.Connection]:
        """Open a read-only transaction that sees the rows which `fence` lets through.

        `fence` holds the values of the `vocero.*` settings; an empty one sees no rows at all.
        Raises what `writing` raises.
        """
        with _translated(), self.reader.connect() as connection:
            connection = connection.execution_options(postgresql_readonly=True)
            with connection.begin():
                if fence:
                    connection.execute(
                        sa.select(
                            *(sa.func.set_config(f"vocero.{k}", v, True) for k, v in fence.items())
                        )
                    )
                yield connection

    def close(self) -> None:
        """Close both pools."""
        self.owner.dispose()
        self.single.dispose()
        self.reader.dispose()


def _engine(url: sa.URL, timeout_ms: int, **more: Any) -> sa.Engine:
    engine = sa.create_engine(
        url,
        **more,
        pool_size=4,
        max_overflow=8,
        pool_timeout=2,
        pool_use_lifo=True,
        hide_parameters=True,
        connect_args={
            "connect_timeout": 2,
            "options": f"-c statement_timeout={timeout_ms} -c timezone=UTC",
        },
    )
    _ask_after_a_pause(engine)
    return engine


def _ask_after_a_pause(engine: sa.Engine) -> None:
    """Ask a connection whether it lives when it has been idle; of a busy one that is known.

    Asking each time would cost every transaction a round trip.
    """

    @sa.event.listens_for(engine, "checkin")
    def note(_connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
        record.info["idle_since"] = time.monotonic()

    @sa.event.listens_for(engine, "checkout")
    def ask(connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: object) -> None:
        if time.monotonic() - record.info.get("idle_since", math.inf) < _PAUSE:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as fault:
            raise sa.exc.DisconnectionError from fault


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sa.exc.TimeoutError as fault:
        raise UnavailableError from fault
    except DBAPIError as fault:
        if getattr(fault.orig, "pgcode", None) == _QUERY_CANCELED:
            raise TooSlowError from fault
        if isinstance(fault, sa.exc.OperationalError) or fault.connection_invalidated:
            raise UnavailableError from fault
        raise
