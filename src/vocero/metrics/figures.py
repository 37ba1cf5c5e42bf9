"""Figures are computed here and nowhere else: catalogue formulas over fenced views, in a Scope.

There is no function that runs a reporting query without a Scope. It is applied twice: as a filter
in the statement, and by the fence that the connection stands behind.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from vocero.errors import ImpossibleError
from vocero.metrics import sources
from vocero.metrics.catalogue import TIME, measures_of, metrics
from vocero.metrics.measures import MEASURES, Column, Measure
from vocero.metrics.members import WITH_ID, name_of
from vocero.metrics.sources import Rolled, Source
from vocero.people.person import Scope
from vocero.storage.contract import FENCED
from vocero.words.names import Member

Values = Mapping[str, Decimal | None]
Key = int | str | None


@dataclass(frozen=True, slots=True)
class Slice:
    """Which rows a figure is about: days (both included) and members.

    `until` cuts the last day at a moment, for measures that know the hour. `as_of` is the day as
    of which future travel is looked at. `rolled` are the roll-ups that may be read for it.
    """

    start: dt.date
    end: dt.date
    as_of: dt.date
    members: tuple[Member, ...] = ()
    excluded: tuple[Member, ...] = ()
    statuses: tuple[str, ...] = ()
    excluded_statuses: tuple[str, ...] = ()
    until: dt.datetime | None = None
    rolled: Rolled = ()

    def of(self, *members: Member) -> "Slice":
        """Narrow the slice further."""
        return replace(self, members=(*self.members, *members))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a breakdown: the member's key and name (None where a row has none)."""

    key: int | str | dt.date | None
    name: str | None
    values: Values


def totals(
    connection: sa.Connection, scope: Scope, keys: Sequence[str], part: Slice
) -> dict[str, Decimal | None]:
    """Compute metrics (or measures) over a slice; a division by zero is None, "no data"."""
    lines = _measured(connection, scope, keys, part, None)
    sums = lines[0].values if lines else {}
    return {key: evaluate(key, sums) for key in keys}


def breakdown(
    connection: sa.Connection, scope: Scope, keys: Sequence[str], part: Slice, dimension: str,
    *, unnamed: bool = False,
) -> list[Line]:  # fmt: skip
    """Compute metrics for each member of a dimension; unordered.

    `unnamed` customers may come without names: no roll-up has any, and to look thousands up takes
    longer than to count them. Raises ImpossibleError when a metric has no such dimension.
    """
    for key in keys:
        if key in metrics() and dimension not in metrics()[key].dimensions:
            raise ImpossibleError(metric=key, dimension=dimension)
    if dimension == "customer" and not (unnamed or scope.masked_customers):
        part = replace(part, rolled=())
    lines = _measured(connection, scope, keys, part, dimension)
    return [Line(line.key, line.name, {key: evaluate(key, line.values) for key in keys})
            for line in lines]  # fmt: skip


def breakdowns(
    connection: sa.Connection, scope: Scope, keys: Sequence[str], part: Slice,
    dimensions: Sequence[str],
) -> dict[str, list[Line]]:  # fmt: skip
    """Break metrics down by several dimensions, which all of them have, in one pass over the rows.

    Roll-ups are so small that each dimension is read from its own.
    """
    if part.rolled and part.until is None:
        return {d: breakdown(connection, scope, keys, part, d) for d in dimensions}
    found: dict[str, dict[object, tuple[str | None, dict[str, Decimal | None]]]] = {
        dimension: {} for dimension in dimensions
    }
    for source, names in grouped(scope, keys, part, None).items():
        for row in connection.execute(_sets(source, scope, names, part, dimensions)):
            at = dimensions[row[0]]
            key, name = row[1 + 2 * row[0] : 3 + 2 * row[0]]
            _, sums = found[at].setdefault(key, (name, {}))
            values = row[1 + 2 * len(dimensions) :]
            sums.update(zip(names, (None if v is None else Decimal(v) for v in values),
                            strict=True))  # fmt: skip
    return {
        dimension: [
            Line(key, name, {wanted: evaluate(wanted, sums) for wanted in keys})  # type: ignore[arg-type]
            for key, (name, sums) in lines.items()
        ]
        for dimension, lines in found.items()
    }


def _sets(
    source: Source, scope: Scope, names: Sequence[str], part: Slice, dimensions: Sequence[str]
) -> sa.Select[Any]:
    """Compile a statement of grouping sets: which set, key and name of each, a column a measure."""
    view = source.table
    pairs = [_grouping(view, view.c[source.on], scope, d) for d in dimensions]
    keys = [key for key, _ in pairs]
    which = sa.case(
        *((sa.func.grouping(key) == 0, n) for n, key in enumerate(keys)), else_=-1
    )  # fmt: skip
    labels = [label for key, name in pairs for label in (key, sa.func.min(name))]
    values = [_aggregate(MEASURES[m], part) for m in names]
    return (
        sa.select(which, *(c.label(f"c{n}") for n, c in enumerate(labels)), *values)
        .where(*conditions(view, scope, part), *_days(source, MEASURES[names[0]], part))
        .group_by(sa.func.grouping_sets(*(sa.tuple_(key) for key in keys)))
    )


def _measured(
    connection: sa.Connection, scope: Scope, keys: Sequence[str], part: Slice,
    dimension: str | None,
) -> list[Line]:  # fmt: skip
    """Run one statement for each table and date column and merge the lines by key."""
    merged: dict[object, tuple[str | None, dict[str, Decimal | None]]] = {}
    for source, names in grouped(scope, keys, part, dimension).items():
        for row in connection.execute(select(source, scope, names, part, dimension)):
            key, name, *values = row
            _, sums = merged.setdefault(key, (name, {}))
            sums.update(zip(names, (None if v is None else Decimal(v) for v in values),
                            strict=True))  # fmt: skip
    return [Line(key, name, sums) for key, (name, sums) in merged.items()]  # type: ignore[arg-type]


def grouped(
    scope: Scope, keys: Iterable[str], part: Slice, *dimensions: str | None
) -> dict[Source, list[str]]:
    """Say which measures are read together, and where."""
    by_status = bool(part.statuses or part.excluded_statuses)
    needed = sources.dimensions(
        (*part.members, *part.excluded), *dimensions, "status" if by_status else None
    )
    rolled = () if part.until is not None else part.rolled
    groups: dict[Source, list[str]] = {}
    for name in dict.fromkeys(m for key in keys for m in measures_of(key)):
        source = sources.of(name, scope, part.start, part.end, needed, rolled)
        groups.setdefault(source, []).append(name)
    return groups


def select(
    source: Source, scope: Scope, names: Sequence[str], part: Slice, dimension: str | None
) -> sa.Select[Any]:
    """Compile measures of one table and date column to a statement: key, name, a column each."""
    view = source.table
    on = view.c[source.on]
    if dimension is None:
        key: Column = sa.literal(None)
        name: Column = sa.literal(None)
    else:
        key, name = _grouping(view, on, scope, dimension)
    values = [source.value(m) if source.rolled else _aggregate(MEASURES[m], part) for m in names]
    # A view carries the names of the moment of sale: one line a key, whatever it was called.
    label = sa.func.min(name) if dimension is not None and key is not name else name
    statement = sa.select(key.label("key"), label.label("name"), *values).where(
        *conditions(view, scope, part), *_days(source, MEASURES[names[0]], part)
    )
    if dimension is None:
        return statement
    return statement.group_by(key)


def _grouping(view: sa.Table, on: Column, scope: Scope, dimension: str) -> tuple[Column, Column]:
    if dimension in TIME:
        start = sa.cast(sa.func.date_trunc(sa.literal_column(f"'{dimension}'"), on), sa.Date)
        return start, start
    if dimension in WITH_ID:
        key = view.c[f"{dimension}_id"]
        if dimension == "customer" and dimension not in view.c and not scope.masked_customers:
            return key, sa.cast(None, sa.Text)
        return key, name_of(dimension, scope, view.c)
    return view.c[dimension], view.c[dimension]


def _aggregate(measure: Measure, part: Slice) -> Column:
    if measure.where is None:
        return measure.value
    bounds = sa.literal(part.end, sa.Date), sa.literal(part.as_of, sa.Date)
    return sa.funcfilter(measure.value, measure.where(*bounds))  # type: ignore[arg-type]


def _days(source: Source, measure: Measure, part: Slice) -> list[sa.ColumnElement[bool]]:
    on = source.table.c[source.on]
    first = [] if source.open_start else [on >= part.start]
    days: list[sa.ColumnElement[bool]] = [*first, on <= part.end]
    if part.until is not None and measure.at is not None:
        days.append(source.table.c[measure.at] <= part.until)
    return days


def conditions(view: sa.Table, scope: Scope, part: Slice) -> list[sa.ColumnElement[bool]]:
    """Give the filters of scope, members and status for one view.

    Raises ImpossibleError when the view does not know a member's dimension.
    """
    found = _scope_filter(view, scope)
    for members, within in ((part.members, True), (part.excluded, False)):
        by_dimension: dict[str, list[int | str]] = {}
        for member in members:
            by_dimension.setdefault(member.dimension, []).append(member.key)
        for dimension, keys in by_dimension.items():
            column = _column(view, dimension)
            chosen = column.in_(keys)
            found.append(chosen if within else (column.is_(None) | ~chosen))
    if part.statuses:
        found.append(_has_status(view, part.statuses))
    if part.excluded_statuses:
        unwanted = _has_status(view, part.excluded_statuses)
        found.append(unwanted.is_distinct_from(True))
    return found


def _has_status(view: sa.Table, statuses: tuple[str, ...]) -> sa.ColumnElement[bool]:
    """Say that a row belongs to a booking which has one of the statuses today."""
    if "status" in view.c:
        return view.c.status.in_(statuses)
    if "booking_ref" not in view.c:
        raise ImpossibleError(metric=view.name, dimension="status")
    # A list, not a correlated look-up: the fence would be climbed anew for every row.
    bookings = FENCED["bookings"].alias("status_of")
    return view.c.booking_ref.in_(
        sa.select(bookings.c.booking_ref).where(bookings.c.status.in_(statuses))
    )


def _scope_filter(view: sa.Table, scope: Scope) -> list[sa.ColumnElement[bool]]:
    column = f"{scope.rows}_id"
    if scope.rows == "all" or column not in view.c:
        return []
    return [view.c[column] == scope.owner_id]


def _column(view: sa.Table, dimension: str) -> Column:
    name = f"{dimension}_id" if dimension in WITH_ID else dimension
    if name not in view.c:
        raise ImpossibleError(metric=view.name, dimension=dimension)
    return view.c[name]


def evaluate(key: str, sums: Values) -> Decimal | None:
    """Work a metric out of the sums of its measures; sums of nothing are zero.

    Raises ImpossibleError for a goal: its target is no sum of a reporting view's rows.
    """
    metric = metrics().get(key)
    formula = metric.formula if metric else None
    if formula and formula.kind == "goal":
        raise ImpossibleError(metric=key, dimension="month")
    if formula and formula.kind != "measure":
        parts = [evaluate(part, sums) for part in formula.parts]
        if formula.kind == "ratio":
            top, bottom = parts
            return None if top is None or not bottom else top / bottom
        first, *rest = (part or Decimal(0) for part in parts)
        return first - sum(rest, Decimal(0))
    return sums.get(formula.parts[0] if formula else key) or Decimal(0)
