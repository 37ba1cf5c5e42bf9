"""How fresh the data is, and the version by which what was computed can be kept."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from vocero.people.person import Scope
from vocero.storage.contract import FENCED, REPORTING


@dataclass(frozen=True, slots=True)
class Freshness:
    """`loaded_at` is the oldest newest load of the views; `version` changes with any load.

    `certain` is whether the loads themselves told: only then does the same version mean the same
    data.
    """

    loaded_at: dt.datetime | None
    version: int
    certain: bool = False


class Loads:
    """The loads as the owner reads them, with no scope to set up: they hold nobody's figures.

    Whether the company has such a view is looked up once.
    """

    def __init__(self) -> None:
        self._there: bool | None = None

    def read(self, connection: sa.Connection) -> Freshness | None:
        """Give the freshness, or None when the loads do not tell it."""
        if self._there is None:
            found = connection.execute(sa.select(sa.func.to_regclass(f"{REPORTING}.loads")))
            self._there = found.scalar_one() is not None
        return _told(connection, _LOADS) if self._there else None


def _newest(loads: sa.FromClause) -> sa.Select[Any]:
    return sa.select(sa.func.min(loads.c.loaded_at), sa.func.sum(loads.c.version))


_loads = sa.table("loads", sa.column("loaded_at"), sa.column("version"), schema=REPORTING)
_LOADS = _newest(_loads)


def _told(connection: sa.Connection, loads: sa.Select[Any]) -> Freshness | None:
    loaded_at, version = connection.execute(loads).one()
    return None if loaded_at is None else Freshness(loaded_at, int(version), certain=True)


def freshness(connection: sa.Connection, _scope: Scope) -> Freshness:
    """Read the loads, or, in a company without them, the last change that can be seen."""
    loads = FENCED["loads"]
    if connection.execute(sa.select(sa.func.to_regclass("fence.loads"))).scalar_one() is not None:
        told = _told(connection, _newest(loads))
        if told is not None:
            return told
    bookings = FENCED["bookings"].c
    latest = connection.execute(
        sa.select(sa.func.max(sa.func.greatest(bookings.created_at, bookings.confirmed_at)))
    ).scalar_one_or_none()
    return Freshness(latest, int(latest.timestamp()) if latest else 0)
