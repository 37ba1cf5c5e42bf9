"""A trend is a figure day by day (week by week, month by month) beside the period before."""

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from vocero.metrics.answer import Answer
from vocero.metrics.catalogue import metrics
from vocero.words.periods import Period
from vocero.words.question import Question

Grain = Literal["day", "week", "month"]
_DAYS, _WEEKS = 92, 190
"""Periods up to so many days are shown by day, by week; longer ones by month."""
LEAST_DAYS = 15
"""From so many days on a report has a trend: over more than fourteen."""
_NO_COURSE = frozenset({"booking", "ranking", "drivers", "forecast", "anomalies"})
_OWN: dict[str, str] = {"bookings": "bookings_created", "goal": "gross_sales", "kpi": "net_sales"}


@dataclass(frozen=True, slots=True)
class Point:
    """One stretch of time, its value (None: no data), and whether the period holds all of it."""

    start: dt.date
    value: Decimal | None
    whole: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """A metric over time. `past` are the points of `compared`, the first beside the first."""

    key: str
    grain: Grain
    points: tuple[Point, ...]
    past: tuple[Point, ...]
    compared: Period | None


def trend(answer: Answer, ask: Callable[[Question], Answer], least: int) -> Trend | None:
    """Give the trend of an answer's headline; None for short periods and figures without one.

    `ask` answers a question of the same person, from what is kept where that is possible.
    """
    question = answer.question
    grain = _grain(answer.period)
    if answer.period.days < least or question.kind in _NO_COURSE:
        return None
    if question.rivals or answer.position is not None:
        return None
    metric = _metric(answer)
    if metric not in metrics() or grain not in metrics()[metric].dimensions:
        return None
    shaped = replace(question, kind="figure", metric=metric, dimension=grain,
                     other=None, count=None)  # fmt: skip
    additive = metrics()[metric].additive
    points = _points(ask(shaped), grain, additive=additive)
    past: tuple[Point, ...] = ()
    if answer.compared is not None and grain == _grain(answer.compared):
        past = _points(ask(replace(shaped, period=answer.compared)), grain, additive=additive)
    return Trend(metric, grain, points, past, answer.compared if past else None)


def _metric(answer: Answer) -> str:
    """Give the metric whose course an answer is about: its headline, or what stands for it."""
    question = answer.question
    if question.kind == "bookings":
        return "bookings_created" if answer.basis == "created_on" else "travelling_passengers"
    return _OWN.get(question.kind) or answer.figures[0].key


def _grain(period: Period) -> Grain:
    if period.days <= _DAYS:
        return "day"
    return "week" if period.days <= _WEEKS else "month"


def _points(answer: Answer, grain: Grain, *, additive: bool) -> tuple[Point, ...]:
    """Give a point for every stretch, those without a row too: nothing sold is zero."""
    found = {row.key: row.figures[0].value for row in answer.rows}
    nothing = Decimal(0) if additive else None
    period = answer.period
    points = []
    start = _start(period.start, grain)
    while start <= period.end:
        end = _end(start, grain)
        whole = start >= period.start and end <= period.end
        points.append(Point(start, found.get(start, nothing), whole))
        start = end + dt.timedelta(days=1)
    return tuple(points)


def _start(day: dt.date, grain: Grain) -> dt.date:
    if grain == "month":
        return day.replace(day=1)
    return day - dt.timedelta(days=day.weekday()) if grain == "week" else day


def _end(start: dt.date, grain: Grain) -> dt.date:
    if grain == "month":
        return start.replace(day=calendar.monthrange(start.year, start.month)[1])
    return start + dt.timedelta(days=6) if grain == "week" else start
