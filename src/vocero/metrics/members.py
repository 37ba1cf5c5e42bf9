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
from vocero.storage.rollups import FENCED_MEMBERS, key_of
from vocero.words.names import Member

WITH_ID = ("branch", "region", "team", "agent", "partner", "product", "customer")
NAMED_ONLY = ("destination", "channel")
Columns = sa.ColumnCollection[str, sa.Column[Any]]


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
        listed = sources.lists(dimension, scope, rolled)
        statement = _listed(dimension, scope) if listed else _booked(dimension, scope)
        members += [Member(dimension, key, name) for key, name in connection.execute(statement)]
    return tuple(members)


def _booked(dimension: str, scope: Scope) -> sa.Select[Any]:
    """Select key and name of the members on the bookings themselves."""
    columns = FENCED["bookings"].c
    key = columns[key_of(dimension)]
    statement = sa.select(key).where(key.is_not(None), *_owned(columns, scope)).group_by(key)
    if dimension in NAMED_ONLY:
        return statement.add_columns(key)
    name: Column = sa.func.min(name_of(dimension, scope, columns))
    return statement.add_columns(name)


def _listed(dimension: str, scope: Scope) -> sa.Select[Any]:
    """Select key and name of the members that the roll-ups list."""
    columns = FENCED_MEMBERS.c
    key = columns.name if dimension in NAMED_ONLY else columns.id
    mine = (columns.dimension == dimension, *_owned(columns, scope))
    if dimension == "customer":
        found = sa.select(key.label("customer")).where(*mine).distinct().subquery()
        return _named(found.c.customer, scope)
    return sa.select(key, columns.name).where(*mine).distinct()


def _owned(columns: Columns, scope: Scope) -> list[sa.ColumnElement[bool]]:
    return [] if scope.rows == "all" else [columns[f"{scope.rows}_id"] == scope.owner_id]


def _named(customers: Column, scope: Scope) -> sa.Select[Any]:
    """Select id and name of customers, each name from one booking: no roll-up has any."""
    name: Column = masked(customers)
    if not scope.masked_customers:
        bookings = FENCED["bookings"].alias("named")
        # The fence alone keeps to the scope here: said twice, the planner expects almost no
        # booking of a customer, and fetches them all before it looks at the first.
        one = sa.select(bookings.c.customer).where(bookings.c.customer_id == customers)
        name = one.limit(1).scalar_subquery()
    return sa.select(customers, name)


def names(
    connection: sa.Connection, scope: Scope, dimension: str, keys: Collection[int],
    rolled: Rolled = (),
) -> dict[int, str]:  # fmt: skip
    """Give the names of a few members by their ids; one without a booking has none."""
    if dimension == "customer":
        wanted = sa.func.unnest(sa.cast(list(keys), ARRAY(sa.BigInteger)))
        statement = _named(wanted.column_valued("wanted"), scope)
    elif sources.lists(dimension, scope, rolled):
        statement = _listed(dimension, scope).where(FENCED_MEMBERS.c.id.in_(keys))
    else:
        key = FENCED["bookings"].c[key_of(dimension)]
        statement = _booked(dimension, scope).where(key.in_(keys))
    return {row[0]: row[1] for row in connection.execute(statement)}


def name_of(
    dimension: str, scope: Scope, columns: Columns
) -> sa.ColumnElement[str]:
    """Give the name column of a dimension as this scope may see it."""
    if dimension == "customer" and scope.masked_customers:
        return masked(columns.customer_id)
    return columns[dimension]


def masked(customer: Column) -> sa.ColumnElement[str]:
    """Give what stands for a customer's name where it is not to be seen."""
    return sa.literal("Cliente ").concat(sa.cast(customer, sa.Text))
