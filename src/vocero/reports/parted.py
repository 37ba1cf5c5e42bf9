"""A forecast broken down by members, whose parts add up to the whole to the cent."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

import numpy as np

from vocero.errors import ImpossibleError
from vocero.forecasting.among import forecast_parts, reconciled
from vocero.forecasting.history import Values
from vocero.forecasting.model import Model
from vocero.metrics import series
from vocero.metrics.answer import Figure, Row
from vocero.metrics.catalogue import unit_of
from vocero.metrics.series import Series
from vocero.reports.ask import Ask
from vocero.reports.modelling import history_of
from vocero.words.periods import Period

_LOOKED_AT = 420
_MOST_MEMBERS = 400


def rows(
    ask: Ask, metric: str, made: Model, period: Period, expected: Decimal
) -> tuple[Row, ...]:
    """Give each member's expected part of a period's total, the largest first.

    Raises ImpossibleError for customers, of whom each buys too seldom to be forecast.
    """
    dimension = ask.question.dimension or ""
    if dimension == "customer":
        raise ImpossibleError(metric=metric, dimension=dimension)
    first = max(made.first, made.last - dt.timedelta(days=_LOOKED_AT - 1))
    part = ask.slice(Period(first, made.last))
    members = series.daily_by(ask.connection, ask.scope, metric, part, dimension)
    members = tuple(member for member in members if member.values.any())[:_MOST_MEMBERS]
    if not members:
        return ()
    ahead = _ahead(ask, made, members)
    inside = made.prediction.within(period.start, period.end)
    totals = [
        _happened(member, period) + float(days[inside].sum())
        for member, days in zip(members, ahead, strict=True)
    ]
    parts = shared_out(totals, expected, places=0 if unit_of(metric) == "count" else 2)
    found = [
        Row(member.key, member.name, (Figure(metric, value),),
            value / expected if expected else None)
        for member, value in zip(members, parts, strict=True)
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda row: (row.key is None, -(row.figures[0].value or 0))))


def _ahead(ask: Ask, made: Model, members: Sequence[Series]) -> Values:
    """Give each member's days ahead, which add up to the whole's."""
    whole = Series(None, None, members[0].first, np.sum([m.values for m in members], axis=0))
    shared = history_of(whole, len(made.prediction.days), ask.country)
    parts = forecast_parts(shared, np.stack([member.values for member in members]))
    return reconciled(parts, made.prediction.centre, negative=made.prediction.negative)


def _happened(member: Series, period: Period) -> float:
    days = np.datetime64(member.first) + np.arange(len(member.values)).astype("timedelta64[D]")
    inside = (days >= np.datetime64(period.start)) & (days <= np.datetime64(period.end))
    return float(member.values[inside].sum())


def shared_out(parts: Sequence[float], whole: Decimal, *, places: int) -> list[Decimal]:
    """Round parts so that they still add up to the whole: the largest remainders are rounded up."""
    step = Decimal(1).scaleb(-places)
    total = sum(parts)
    scaled = [part * float(whole) / total for part in parts] if total else [0.0] * len(parts)
    exact = [Decimal(repr(part)) for part in scaled]
    floors = [value.quantize(step, rounding="ROUND_FLOOR") for value in exact]
    missing = int((whole - sum(floors, Decimal(0))) / step)
    order = sorted(range(len(parts)), key=lambda n: floors[n] - exact[n])
    for n in range(abs(missing)):
        floors[order[n % len(order)]] += step if missing > 0 else -step
    return floors
