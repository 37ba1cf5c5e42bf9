"""Targets: what a month, quarter or year is meant to bring, at the scope's own grain."""

import calendar
import datetime as dt
from decimal import Decimal

import sqlalchemy as sa

from vocero.errors import ImpossibleError
from vocero.metrics.sources import Rolled
from vocero.people.person import Scope
from vocero.storage.contract import FENCED
from vocero.storage.rollups import FENCED_MEMBERS, LISTED
from vocero.words.names import Member

targets = FENCED["targets"].c
Condition = sa.ColumnElement[bool]
_GRAINS = ("region", "branch", "team", "agent")


def target(
    connection: sa.Connection, scope: Scope, start: dt.date, end: dt.date,
    members: tuple[Member, ...] = (), metric: str = "gross_sales", rolled: Rolled = (),
) -> Decimal | None:  # fmt: skip
    """Give the target of the days from start to end, whole months as they are, parts pro rata.

    None when there is no target. Raises ImpossibleError for a member without targets (a tour).
    """
    rows = connection.execute(
        sa.select(targets.month, sa.func.sum(targets.amount))
        .where(targets.metric == metric,
               targets.month.between(start.replace(day=1), end),
               *_grain(scope, members, rolled))
        .group_by(targets.month)
    ).all()  # fmt: skip
    if not rows:
        return None
    return sum((amount * _share(month, start, end) for month, amount in rows), Decimal(0))


def by_member(
    connection: sa.Connection, scope: Scope, start: dt.date, end: dt.date,
    members: tuple[Member, ...], dimension: str, rolled: Rolled = (),
) -> dict[int, Decimal]:  # fmt: skip
    """Give the target of each branch, team or agent (by id) within scope and members."""
    key = targets[f"{dimension}_id"]
    rows = connection.execute(
        sa.select(key, targets.month, sa.func.sum(targets.amount))
        .where(targets.metric == "gross_sales",
               targets.month.between(start.replace(day=1), end),
               *_grain(scope, members, rolled, every=dimension))
        .group_by(key, targets.month)
    )  # fmt: skip
    found: dict[int, Decimal] = {}
    for owner, month, amount in rows:
        found[owner] = found.get(owner, Decimal(0)) + amount * _share(month, start, end)
    return found


def _share(month: dt.date, start: dt.date, end: dt.date) -> Decimal:
    length = calendar.monthrange(month.year, month.month)[1]
    last = month.replace(day=length)
    days = (min(end, last) - max(start, month)).days + 1
    return Decimal(days) / length


def _grain(
    scope: Scope, members: tuple[Member, ...], rolled: Rolled, every: str | None = None
) -> list[Condition]:
    """Choose the rows that add up to just this scope and these members, each once.

    `every` names a dimension whose members are all wanted, each with rows of its own.
    """
    for member in members:
        if member.dimension not in _GRAINS:
            raise ImpossibleError(metric="goal_progress", dimension=member.dimension)
    kinds = {member.dimension for member in members} | ({every} if every else set())
    if "agent" in kinds or scope.rows == "agent":
        rows: list[Condition] = [targets.agent_id.is_not(None)]
    elif "team" in kinds or scope.rows == "team":
        rows = [targets.agent_id.is_(None), targets.team_id.is_not(None)]
    else:
        rows = [targets.agent_id.is_(None), targets.team_id.is_(None)]
    if scope.rows in {"branch", "team", "agent"}:
        rows.append(targets[f"{scope.rows}_id"] == scope.owner_id)
    for kind in kinds:
        keys = [m.key for m in members if m.dimension == kind]
        if not keys:
            continue
        region = kind == "region"
        rows.append(_in_region(keys, rolled) if region else targets[f"{kind}_id"].in_(keys))
    return rows


def _in_region(keys: list[int | str], rolled: Rolled) -> sa.ColumnElement[bool]:
    bookings, listed = FENCED["bookings"].c, FENCED_MEMBERS.c
    branches = sa.select(bookings.branch_id).where(bookings.region_id.in_(keys)).distinct()
    if any(built.name == LISTED["branch"] for built in rolled):
        branches = sa.select(listed.id).where(
            listed.dimension == "branch", listed.region_id.in_(keys)
        )
    return targets.branch_id.in_(branches)


def whole(start: dt.date, unit: str) -> tuple[dt.date, dt.date]:
    """Give the whole month, quarter, half or year that holds a date, both ends included."""
    months = {"month": 1, "bimester": 2, "quarter": 3, "half": 6, "year": 12}[unit]
    first = dt.date(start.year, (start.month - 1) // months * months + 1, 1)
    last = first.month + months - 1
    return first, dt.date(first.year, last, calendar.monthrange(first.year, last)[1])
