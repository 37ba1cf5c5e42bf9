"""How fresh the data is, and the version by which what was computed can be kept."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from vocero.metrics.sources import Built, Rolled
from vocero.people.person import Scope
from vocero.storage.contract import FENCED, REPORTING
from vocero.storage.rollups import ROLLUPS
from vocero.storage.tables import rollups


@dataclass(frozen=True, slots=True)
class Freshness:
    """`loaded_at` is the oldest newest load of the views; `version` changes with any load.

    `certain` is whether the loads themselves told: only then does the same version mean the same
    data. `rolled` are the roll-ups of just this version.
    """

    loaded_at: dt.datetime | None
    version: int
    certain: bool = False
    rolled: Rolled = ()


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
        if not self._there:
            return None
        loaded_at, version, rolled = connection.execute(_LOADS).one()
        if loaded_at is None:
            return None
        return Freshness(loaded_at, int(version), certain=True, rolled=_built(rolled or {}))


def _built(through: Mapping[str, str | None]) -> Rolled:
    """List the roll-ups that were read, the smallest first."""
    return tuple(
        Built(name, dt.date.fromisoformat(last) if (last := through[name]) else None)
        for name in ROLLUPS
        if name in through
    )


def _newest(loads: sa.FromClause) -> sa.Select[Any]:
    return sa.select(
        sa.func.min(loads.c.loaded_at).label("loaded_at"),
        sa.func.sum(loads.c.version).label("version"),
    )


def _with_rollups(newest: sa.Subquery) -> sa.Select[Any]:
    """Read the loads and the roll-ups of their version in one statement."""
    rolled = (
        sa.select(sa.func.jsonb_object_agg(rollups.c.name, rollups.c.through))
        .where(rollups.c.version == newest.c.version)
        .scalar_subquery()
    )
    return sa.select(newest.c.loaded_at, newest.c.version, rolled)


_loads = sa.table("loads", sa.column("loaded_at"), sa.column("version"), schema=REPORTING)
_LOADS = _with_rollups(_newest(_loads).subquery())


def freshness(connection: sa.Connection, _scope: Scope) -> Freshness:
    """Read the loads, or, in a company without them, the last change that can be seen."""
    loads = FENCED["loads"]
    if connection.execute(sa.select(sa.func.to_regclass("fence.loads"))).scalar_one() is not None:
        loaded_at, version = connection.execute(_newest(loads)).one()
        if loaded_at is not None:
            return Freshness(loaded_at, int(version), certain=True)
    bookings = FENCED["bookings"].c
    latest = connection.execute(
        sa.select(sa.func.max(sa.func.greatest(bookings.created_at, bookings.confirmed_at)))
    ).scalar_one_or_none()
    return Freshness(latest, int(latest.timestamp()) if latest else 0)
