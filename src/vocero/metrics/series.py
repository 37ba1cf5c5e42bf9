"""A figure day by day: the series that forecasts and anomalies are made from."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from vocero.errors import ImpossibleError
from vocero.metrics import figures
from vocero.metrics.catalogue import metrics
from vocero.metrics.figures import Slice
from vocero.people.person import Scope

Key = int | str | None


@dataclass(frozen=True, slots=True)
class Series:
    """A member's values, one a day from `first`; a day without a row is zero."""

    key: Key
    name: str | None
    first: dt.date
    values: npt.NDArray[np.float64]


def foreseeable(key: str) -> bool:
    """Tell whether a metric adds up over days, so that it has a series: no rates, no stocks."""
    return key in metrics() and metrics()[key].additive and "day" in metrics()[key].dimensions


def daily(connection: sa.Connection, scope: Scope, key: str, part: Slice) -> Series:
    """Give a metric day by day over a slice, from the first day with a row on."""
    (only,) = daily_by(connection, scope, key, part, None) or (_none(part),)
    return only


def daily_by(
    connection: sa.Connection, scope: Scope, key: str, part: Slice, dimension: str | None
) -> tuple[Series, ...]:
    """Give a metric day by day for each member of a dimension, all over the same days.

    Raises ImpossibleError when the metric has no such dimension.
    """
    if dimension is not None and dimension not in metrics()[key].dimensions:
        raise ImpossibleError(metric=key, dimension=dimension)
    sums = _by_day(connection, scope, key, part, dimension)
    if not sums:
        return ()
    first = min(day for _, days in sums.values() for day in days)
    length = (part.end - first).days + 1
    return tuple(
        Series(member, name, first, _filled(days, first, length))
        for member, (name, days) in sums.items()
    )  # fmt: skip


def _by_day(
    connection: sa.Connection, scope: Scope, key: str, part: Slice, dimension: str | None
) -> dict[Key, tuple[str | None, dict[dt.date, Decimal | None]]]:
    """Compute a metric for each day that has a row, for each member of a dimension (or for all)."""
    found: dict[Key, tuple[str | None, dict[dt.date, dict[str, Decimal | None]]]] = {}
    for source, names in figures.grouped(scope, [key], part, dimension, "day").items():
        on = source.table.c[source.on]
        statement = figures.select(source, scope, names, part, dimension)
        statement = statement.add_columns(on).group_by(on)
        for member, name, *values, day in connection.execute(statement):
            _, days = found.setdefault(member, (name, {}))
            sums = (None if v is None else Decimal(v) for v in values)
            days.setdefault(day, {}).update(zip(names, sums, strict=True))
    return {
        member: (name, {day: figures.evaluate(key, sums) for day, sums in days.items()})
        for member, (name, days) in found.items()
    }


def _filled(
    days: Mapping[dt.date, Decimal | None], first: dt.date, length: int
) -> npt.NDArray[np.float64]:
    values = np.zeros(length)
    for day, value in days.items():
        values[(day - first).days] = float(value or 0)
    return values


def _none(part: Slice) -> Series:
    return Series(None, None, part.end, np.zeros(0))
