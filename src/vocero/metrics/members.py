"""Members are the names a figure can be narrowed to: a branch, a tour, a person, a channel."""

from collections.abc import Collection
from threading import Lock

import sqlalchemy as sa

from vocero.people.person import Scope
from vocero.storage.contract import FENCED
from vocero.words.names import Member

WITH_ID = ("branch", "region", "team", "agent", "partner", "product", "customer")
NAMED_ONLY = ("destination", "channel")


class Members:
    """The members within a scope, read through the fence and kept until the data changes."""

    def __init__(self, most_scopes: int = 64) -> None:
        self._kept: dict[Scope, tuple[int, tuple[Member, ...]]] = {}
        self._most = most_scopes
        self._lock = Lock()

    def kept(self, scope: Scope, version: int) -> tuple[Member, ...] | None:
        """Give the members of a scope as they were read from this version of the data."""
        with self._lock:
            known = self._kept.get(scope)
        return known[1] if known is not None and known[0] == version else None

    def within(self, connection: sa.Connection, scope: Scope, version: int) -> tuple[Member, ...]:
        """List every member that appears on a booking that this scope may see."""
        known = self.kept(scope, version)
        if known is not None:
            return known
        found = _read(connection, scope)
        with self._lock:
            if len(self._kept) >= self._most:
                self._kept.pop(next(iter(self._kept)))
            self._kept[scope] = (version, found)
        return found


def _read(connection: sa.Connection, scope: Scope) -> tuple[Member, ...]:
    columns = FENCED["bookings"].c
    members: list[Member] = []
    for dimension in WITH_ID:
        if dimension == "agent" and scope.hidden_agents:
            continue
        key = columns[f"{dimension}_id"]
        name = name_of(dimension, scope, columns)
        rows = connection.execute(sa.select(key, sa.func.min(name)).where(key.is_not(None))
                                  .group_by(key))  # fmt: skip
        members += [Member(dimension, key, name) for key, name in rows]
    for dimension in NAMED_ONLY:
        rows = connection.execute(sa.select(columns[dimension]).distinct())
        members += [Member(dimension, name, name) for (name,) in rows if name is not None]
    return tuple(members)


def names(
    connection: sa.Connection, scope: Scope, dimension: str, keys: Collection[int]
) -> dict[int, str]:
    """Give the names of a few members by their ids; one without a booking has none."""
    columns = FENCED["bookings"].c
    key = columns[f"{dimension}_id"]
    rows = connection.execute(
        sa.select(key, sa.func.min(name_of(dimension, scope, columns)))
        .where(key.in_(keys))
        .group_by(key)
    )
    return {row[0]: row[1] for row in rows}


def name_of(
    dimension: str, scope: Scope, columns: sa.ColumnCollection[str, sa.Column[object]]
) -> sa.ColumnElement[str]:
    """Give the name column of a dimension as this scope may see it."""
    if dimension == "customer" and scope.masked_customers:
        return sa.literal("Cliente ").concat(sa.cast(columns.customer_id, sa.Text))
    return columns[dimension]  # type: ignore[return-value]
