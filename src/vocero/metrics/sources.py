"""Where a figure is read: the smallest roll-up that holds all it needs, or else the view."""

import calendar
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from vocero.metrics.measures import MEASURES, Column
from vocero.people.person import Scope
from vocero.storage.contract import FENCED
from vocero.storage.rollups import LISTED, OWNERS, ROLLUPS, WHOLE_COMPANY_ONLY, Rollup, fenced
from vocero.words.names import Member

DAYS = frozenset({"day", "week"})
TIME = DAYS | {"month"}
_UNPAID = "unpaid_commissions"


@dataclass(frozen=True, slots=True)
class Built:
    """A roll-up of the data as it is now. `through` is its last day, where it counts months."""

    name: str
    through: dt.date | None = None


Rolled = tuple[Built, ...]
"""The roll-ups that may be read; none of them when they are older than the data."""


@dataclass(frozen=True, slots=True)
class Source:
    """A table in the fence with the date column by which a measure is counted."""

    table: sa.Table
    on: str
    rolled: bool
    open_start: bool

    def value(self, name: str) -> Column:
        """Give the sum of a measure over a roll-up's rows."""
        columns = self.table.c
        if name != _UNPAID:
            return sa.func.sum(columns[name])
        # Accrued up to a day, less what was both accrued and paid by then.
        return sa.func.sum(
            sa.func.coalesce(columns.commissions, 0)
            - sa.func.coalesce(columns.commissions_settled, 0)
        )


def of(
    name: str, scope: Scope, start: dt.date, end: dt.date, needed: frozenset[str], rolled: Rolled,
) -> Source:  # fmt: skip
    """Choose where a measure is read. `needed` are the dimensions that its rows must tell."""
    measure = MEASURES[name]
    for built in rolled:
        rollup = ROLLUPS[built.name]
        if (
            _holds(rollup, name, scope, needed)
            and (rollup.grain == "day" or _whole_months(built, start, end))
        ):  # fmt: skip
            return Source(fenced(rollup.name), "day", rolled=True, open_start=measure.open_start)
    return Source(FENCED[measure.view], measure.on, rolled=False, open_start=measure.open_start)


def _holds(rollup: Rollup, name: str, scope: Scope, needed: frozenset[str]) -> bool:
    """Tell whether a roll-up has the measure, as this scope counts it, and the dimensions."""
    parts = {"commissions", "commissions_settled"} if name == _UNPAID else {name}
    if name in WHOLE_COMPANY_ONLY and scope.rows != "all":
        return False
    if rollup.grain == "month" and needed & DAYS:
        return False
    known = {*rollup.dimensions, *TIME}
    if scope.rows != "all" and rollup.views != ("departures",):
        needed = needed | {scope.rows}
    return parts <= set(rollup.measures) and needed <= known


def _whole_months(built: Built, start: dt.date, end: dt.date) -> bool:
    """Tell whether the days are whole months; nothing is left out after the last day of all."""
    last = calendar.monthrange(end.year, end.month)[1]
    return start.day == 1 and (
        end.day == last or (built.through is not None and end >= built.through)
    )


def lists(dimension: str, scope: Scope, rolled: Rolled) -> bool:
    """Tell whether the roll-ups list the members of a dimension within a scope."""
    whole = scope.rows == "all" or f"{scope.rows}_id" in OWNERS
    return whole and any(built.name == LISTED.get(dimension) for built in rolled)


def dimensions(members: Iterable[Member], *more: str | None) -> frozenset[str]:
    """List the dimensions of members, and others."""
    return frozenset({member.dimension for member in members} | {d for d in more if d is not None})
