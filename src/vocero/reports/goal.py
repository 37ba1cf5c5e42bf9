"""Progress against the target, and the daily pace that is still needed."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from vocero.errors import ImpossibleError, NoHistoryError, TooFarError
from vocero.metrics import figures, goals, members
from vocero.metrics.answer import Answer, Figure, Outlook, Row
from vocero.metrics.catalogue import metrics
from vocero.reports import forecast, modelling
from vocero.reports.ask import Ask
from vocero.words.periods import Period

_SOLD = "gross_sales"
_WHOLE = ("month", "bimester", "quarter", "half", "year")


def answer(ask: Ask) -> Answer:
    """Divide gross sales to date by the target of the whole unit; a free range is pro rata."""
    span = span_of(ask.period)
    progress = measured(ask, span)
    rows = _rows(ask, span) if ask.question.dimension else ()
    return replace(
        ask.answer(tuple(progress), rows=rows),
        period=replace(ask.period, start=span[0], end=_shown_end(ask, span)),
        facts={"ends": span[1], "days_left": _days_left(ask, span)},
        outlook=_outlook(ask, span, progress[2].value),
    )


def _outlook(ask: Ask, span: tuple[dt.date, dt.date], target: Decimal | None) -> Outlook | None:
    """Say where the target's days will end, and how likely that is enough; None if nobody can.

    Only for levels with forecasts, and while the days are not over.
    """
    period = Period(*span)
    over = period.end <= ask.last_whole_day or period.end < ask.today
    if target is None or over or not ask.may("forecast") or ask.question.dimension:
        return None
    narrow = modelling.narrowed(ask, _SOLD)
    try:
        made = modelling.model(narrow, _SOLD, period.end)
    except (TooFarError, NoHistoryError):
        return None
    expected, found = forecast.foreseen(narrow, _SOLD, made, period)
    ahead = made.prediction.within(period.start, period.end)
    missing = float(target) - made.happened(period.start, period.end)
    chance = Decimal(f"{made.prediction.chance(ahead, missing):.2f}")
    return replace(found, target=target, chance=chance, expected=expected)


def _shown_end(ask: Ask, span: tuple[dt.date, dt.date]) -> dt.date:
    return span[1] if span[0] > ask.today else min(span[1], ask.today)


def _days_left(ask: Ask, span: tuple[dt.date, dt.date]) -> int:
    """Count the days in which the target can still be sold, today included."""
    return max((span[1] - max(ask.today, span[0])).days + 1, 0)


def span_of(period: Period) -> tuple[dt.date, dt.date]:
    """Give the days whose target counts: the whole unit, or just the range."""
    if period.unit in _WHOLE:
        return goals.whole(period.start, period.unit)
    return period.start, period.end


def measured(ask: Ask, span: tuple[dt.date, dt.date]) -> list[Figure]:
    """Give goal_progress, gross_sales, target and pace_needed (a day, today included)."""
    if ask.question.excluded or ask.question.statuses or ask.question.excluded_statuses:
        left_out = ask.question.excluded[0].dimension if ask.question.excluded else "status"
        raise ImpossibleError(metric="goal_progress", dimension=left_out)
    part = replace(ask.slice(ask.period), start=span[0], end=span[1])
    gross = figures.totals(ask.connection, ask.scope, ["gross_sales"], part)["gross_sales"]
    target = goals.target(ask.connection, ask.scope, *span, ask.question.members,
                          rolled=ask.rolled)  # fmt: skip
    sold = gross or Decimal(0)
    left = _days_left(ask, span)
    pace = max(target - sold, Decimal(0)) / left if target is not None and left > 0 else None
    return [
        Figure("goal_progress", sold / target if target else None),
        Figure("gross_sales", sold),
        Figure("target", target),
        Figure("pace_needed", pace),
    ]


def _rows(ask: Ask, span: tuple[dt.date, dt.date]) -> tuple[Row, ...]:
    dimension = ask.question.dimension or ""
    if dimension not in metrics()["goal_progress"].dimensions:
        raise ImpossibleError(metric="goal_progress", dimension=dimension)
    part = replace(ask.slice(ask.period), start=span[0], end=span[1])
    lines = figures.breakdown(ask.connection, ask.scope, ["gross_sales"], part, dimension)
    sold = {line.key: line.values["gross_sales"] or Decimal(0) for line in lines}
    target = goals.by_member(ask.connection, ask.scope, *span, ask.question.members, dimension,
                             ask.rolled)  # fmt: skip
    names = members.names(ask.connection, ask.scope, dimension, target.keys(), ask.rolled)
    rows = [
        _row(key, names[key], sold.get(key, Decimal(0)), goal)
        for key, goal in target.items()
        if goal and key in names
    ]
    return tuple(sorted(rows, key=lambda row: -(row.figures[0].value or 0)))


def _row(key: int, name: str, sold: Decimal, target: Decimal) -> Row:
    progress = Figure("goal_progress", sold / target)
    return Row(key, name, (progress, Figure("gross_sales", sold), Figure("target", target)))
