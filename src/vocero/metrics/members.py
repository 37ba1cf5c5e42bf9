"""Members are the names a figure can be narrowed to: a branch, a tour, a person, a channel."""

from collections.abc import Collection
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from vocero.metrics import sources
from vocero.metrics.measures import Column
from vocero.metrics.sources import Rolled
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

    def within(
        self, connection: sa.Connection, scope: Scope, version: int, rolled: Rolled = ()
    ) -> tuple[Member, ...]:
        """List every member that appears on a booking that this scope may see."""
        known = self.kept(scope, version)
        if known is not None:
            return known
        found = _read(connection, scope, rolled)
        with self._lock:
            if len(self._kept) >= self._most:
                self._kept.pop(next(iter(self._kept)))
            self._kept[scope] = (version, found)
        return found


def _read(connection: sa.Connection, scope: Scope, rolled: Rolled) -> tuple[Member, ...]:
    members: list[Member] = []
    for dimension in (*WITH_ID, *NAMED_ONLY):
        if dimension == "agent" and scope.hidden_agents:
            continue
        table = sources.listing(dimension, scope, rolled)
        statement = _viewed(dimension, scope) if table is None else _rolled(table, dimension, scope)
        members += [Member(dimension, key, name) for key, name in connection.execute(statement)]
    return tuple(members)


def _viewed(dimension: str, scope: Scope) -> sa.Select[Any]:
    """Select key and name of the members on the bookings themselves."""
    columns = FENCED["bookings"].c
    if dimension in NAMED_ONLY:
        column = columns[dimension]
        return sa.select(column, column).where(column.is_not(None)).distinct()
    key, name = columns[f"{dimension}_id"], name_of(dimension, scope, columns)
    return sa.select(key, sa.func.min(name)).where(key.is_not(None)).group_by(key)


def _rolled(table: sa.Table, dimension: str, scope: Scope) -> sa.Select[Any]:
    """Select key and name of the members on bookings that a roll-up counts."""
    column = sources.key(table, dimension)
    booked = (table.c.bookings_created > 0, column.is_not(None))
    if dimension in NAMED_ONLY:
        return sa.select(column, column).where(*booked).distinct()
    if dimension == "customer":
        return named(sa.select(column).where(*booked).distinct().subquery().c[0], scope)
    return sa.select(column, sa.func.min(table.c[dimension])).where(*booked).group_by(column)


def named(customers: Column, scope: Scope) -> sa.Select[Any]:
    """Select id and name of customers, each name from one booking: no roll-up has any."""
    bookings = FENCED["bookings"].alias("named")
    one = (
        sa.select(name_of("customer", scope, bookings.c))
        .where(bookings.c.customer_id == customers)
        .limit(1)
        .scalar_subquery()
    )
    return sa.select(customers, one)


def names(
    connection: sa.Connection, scope: Scope, dimension: str, keys: Collection[int],
    rolled: Rolled = (),
) -> dict[int, str]:  # fmt: skip
    """Give the names of a few members by their ids; one without a booking has none."""
    table = sources.listing(dimension, scope, rolled)
    if dimension == "customer":
        wanted = sa.func.unnest(sa.cast(list(keys), ARRAY(sa.BigInteger)))
        statement = named(wanted.column_valued("wanted"), scope)
    else:
        statement = _viewed(dimension, scope) if table is None else _rolled(table, dimension, scope)
        key = (FENCED["bookings"] if table is None else table).c[f"{dimension}_id"]
        statement = statement.where(key.in_(keys))
    return {row[0]: row[1] for row in connection.execute(statement)}


def name_of(
    dimension: str, scope: Scope, columns: sa.ColumnCollection[str, sa.Column[object]]
) -> sa.ColumnElement[str]:
    """Give the name column of a dimension as this scope may see it."""
    if dimension == "customer" and scope.masked_customers:
        return sa.literal("Cliente ").concat(sa.cast(columns.customer_id, sa.Text))
    return columns[dimension]  # type: ignore[return-value]
