"""What will happen: the expected total, its range, the days, and how far to trust it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Literal

import numpy as np

from vocero.errors import ImpossibleError, PastError
from vocero.forecasting.model import Model
from vocero.metrics import figures
from vocero.metrics.answer import Ahead, Answer, Figure, Outlook, Row
from vocero.metrics.catalogue import TIME, metrics, unit_of
from vocero.reports import modelling, parted
from vocero.reports.ask import Ask
from vocero.words.periods import Period, same_last_year, whole

DAILY = 90
"""Beyond so many days a forecast is told by the week."""
_PAST_SHOWN = 60


def answer(ask: Ask) -> Answer:
    """Forecast a metric (net sales) over a period that has not ended.

    Raises PastError for a period that is over, and what `modelling.model` raises.
    """
    metric = ask.question.metric or "net_sales"
    period = whole(ask.period)
    if period.end < ask.today or period.end <= ask.last_whole_day:
        raise PastError(period=ask.period)
    made = modelling.model(modelling.narrowed(ask, metric), metric, period.end)
    expected, outlook = foreseen(ask, metric, made, period)
    compared = same_last_year(period)
    before = None
    if made.first <= compared.start and compared.end <= made.last:
        before = amount(metric, made.happened(compared.start, compared.end))
    rows = _rows(ask, metric, made, period, expected)
    head = Figure(metric, expected, before)
    found = ask.answer((head,), compared=compared, rows=rows, outlook=outlook)
    question = replace(ask.question, metric=metric, period=period)
    return replace(found, question=question, period=period)


def foreseen(ask: Ask, metric: str, made: Model, period: Period) -> tuple[Decimal, Outlook]:
    """Give what a period is expected to bring in all, and what stands behind it."""
    ahead = made.prediction.within(period.start, period.end)
    over, today = made.happened(period.start, period.end), _today(ask, metric, made, period)
    more = max(today - made.prediction.total(made.prediction.within(ask.today, ask.today)), 0.0)
    low, high = (over + more + bound for bound in made.prediction.total_range(ahead))
    if not made.prediction.negative:
        low = max(low, over + today)
    grain, points = _points(metric, made, period)
    error = _error(made, int(ahead.sum()))
    outlook = Outlook(
        low=amount(metric, float(low)), high=amount(metric, float(high)), grain=grain, ahead=points,
        past=_past(metric, made), since=made.first, until=made.last,
        happened=amount(metric, over + today) if period.start <= ask.today else None,
        holidays=modelling.holidays_within(
            ask.country, max(period.start, made.last + dt.timedelta(days=1)), period.end),
        booked=_booked(metric, made, period),
        error=error[0], error_days=error[1], error_weeks=error[2],
    )  # fmt: skip
    return amount(metric, over + more + made.prediction.total(ahead)), outlook


def amount(metric: str, value: float) -> Decimal:
    """Round a forecast as its unit is counted: whole things, cents of money."""
    return Decimal(str(round(value))) if unit_of(metric) == "count" else Decimal(f"{value:.2f}")


def _today(ask: Ask, metric: str, made: Model, period: Period) -> float:
    """Give what today has brought so far, where it is one of the days and not over."""
    if not period.start <= ask.today <= period.end or ask.today <= made.last:
        return 0.0
    part = ask.slice(Period(ask.today, ask.today))
    return float(figures.totals(ask.connection, ask.scope, [metric], part)[metric] or 0)


def _points(
    metric: str, made: Model, period: Period
) -> tuple[Literal["day", "week"], tuple[Ahead, ...]]:
    """Give the days to come with their ranges, or the weeks of a long period."""
    prediction = made.prediction
    inside = prediction.within(period.start, period.end)
    days = [day.astype(dt.date) for day in prediction.days[inside]]
    if len(days) <= DAILY:
        low, high = prediction.quantiles((0.1, 0.9))[:, inside]
        values = prediction.centre[inside]
        return "day", tuple(
            Ahead(day, *(amount(metric, float(v)) for v in three))
            for day, three in zip(days, zip(values, low, high, strict=True), strict=True)
        )
    weeks = dict.fromkeys(day - dt.timedelta(days=day.weekday()) for day in days)
    return "week", tuple(_week(metric, made, period, monday) for monday in weeks)


def _week(metric: str, made: Model, period: Period, monday: dt.date) -> Ahead:
    first, last = max(monday, period.start), min(monday + dt.timedelta(days=6), period.end)
    days = made.prediction.within(first, last)
    three = (made.prediction.total(days), *made.prediction.total_range(days))
    return Ahead(first, *(amount(metric, float(value)) for value in three))


def _past(metric: str, made: Model) -> tuple[tuple[dt.date, Decimal], ...]:
    days, values = made.days[-_PAST_SHOWN:], np.nan_to_num(made.values[-_PAST_SHOWN:])
    return tuple(
        (day.astype(dt.date), amount(metric, float(value)))
        for day, value in zip(days, values, strict=True)
    )


def _error(made: Model, days: int) -> tuple[Decimal | None, int, int]:
    """Give the measured error of totals of about so many days, and over how many weeks."""
    if not made.errors:
        return None, 0, 0
    nearest = min(made.errors, key=lambda measured: abs(measured.span - days))
    return Decimal(f"{nearest.error:.4f}"), nearest.span, nearest.weeks


def _booked(metric: str, made: Model, period: Period) -> Decimal | None:
    """Give what is booked already for the days to come of a period."""
    if made.booked is None:
        return None
    inside = made.prediction.within(period.start, period.end)
    return amount(metric, float(made.booked[inside].sum()))


def _rows(
    ask: Ask, metric: str, made: Model, period: Period, expected: Decimal
) -> tuple[Row, ...]:
    dimension = ask.question.dimension
    if dimension is None:
        return ()
    if dimension not in metrics()[metric].dimensions or dimension == "status":
        raise ImpossibleError(metric=metric, dimension=dimension)
    if dimension in TIME:
        return _by_time(metric, made, period, dimension)
    return parted.rows(ask, metric, made, period, expected)


def _by_time(metric: str, made: Model, period: Period, unit: str) -> tuple[Row, ...]:
    """Give what each day, week or month of the period is expected to bring."""
    days = [period.start + dt.timedelta(days=n) for n in range(period.days)]
    starts = dict.fromkeys(_start(day, unit) for day in days)
    found = []
    for start in starts:
        mine = [day for day in days if _start(day, unit) == start]
        value = _expected(made, mine)
        found.append(Row(start, None, (Figure(metric, amount(metric, value)),)))
    return tuple(found)


def _start(day: dt.date, unit: str) -> dt.date:
    if unit == "month":
        return day.replace(day=1)
    return day - dt.timedelta(days=day.weekday()) if unit == "week" else day


def _expected(made: Model, days: Sequence[dt.date]) -> float:
    inside = made.prediction.within(days[0], days[-1])
    return made.happened(days[0], days[-1]) + made.prediction.total(inside)
