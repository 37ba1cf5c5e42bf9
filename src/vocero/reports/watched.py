"""What alerts look at: a figure by day, week or month, the month's target, the unusual days."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from vocero.metrics import figures
from vocero.metrics.answer import Answer
from vocero.reports import anomalies, goal
from vocero.reports.ask import Ask
from vocero.words.periods import Period, resolve


def course(ask: Ask, metric: str, grain: str, first: dt.date) -> Mapping[dt.date, Decimal]:
    """Give a figure by the first day of each day, week or month from `first` to today.

    One query. A period without a value is left out.
    """
    part = ask.slice(Period(first, max(first, ask.today)))
    lines = figures.breakdown(ask.connection, ask.scope, [metric], part, grain)
    return {
        line.key: value
        for line in lines
        if isinstance(line.key, dt.date) and (value := line.values[metric]) is not None
    }


@dataclass(frozen=True, slots=True)
class Target:
    """The month's target: what was sold, what is to be, and the chance; None without a target."""

    month: dt.date
    sold: Decimal
    target: Decimal
    chance: Decimal | None


def target(ask: Ask) -> Target | None:
    """Give how far the month's target is; None when there is none."""
    month = resolve("este mes", ask.today)
    found = goal.answer(replace(ask, question=replace(ask.question, kind="goal", period=month)))
    sold, wanted = found.figures[1].value, found.figures[2].value
    if not wanted:
        return None
    chance = found.outlook.chance if found.outlook else None
    return Target(ask.today.replace(day=1), sold or Decimal(0), wanted, chance)


def unusual(ask: Ask, metric: str) -> Answer:
    """Look for something unusual on the last whole day."""
    last = ask.last_whole_day
    day = Period(last, last, "day")
    question = replace(ask.question, kind="anomalies", metric=metric, period=day)
    return anomalies.answer(replace(ask, question=question))
