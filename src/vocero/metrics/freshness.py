"""How fresh the data is, and the version by which what was computed can be kept."""

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa

from vocero.people.person import Scope
from vocero.storage.contract import FENCED


@dataclass(frozen=True, slots=True)
class Freshness:
    """`loaded_at` is the oldest newest load of the views; `version` changes with any load."""

    loaded_at: dt.datetime | None
    version: int


def freshness(connection: sa.Connection, _scope: Scope) -> Freshness:
    """Read the loads, or, in a company without them, the last change that can be seen."""
    loads = FENCED["loads"].c
    if connection.execute(sa.select(sa.func.to_regclass("fence.loads"))).scalar_one() is not None:
        row = connection.execute(
            sa.select(sa.func.min(loads.loaded_at), sa.func.sum(loads.version))
        ).one()
        if row[0] is not None:
            return Freshness(row[0], int(row[1]))
    bookings = FENCED["bookings"].c
    latest = connection.execute(
        sa.select(sa.func.max(sa.func.greatest(bookings.created_at, bookings.confirmed_at)))
    ).scalar_one_or_none()
    return Freshness(latest, int(latest.timestamp()) if latest else 0)
