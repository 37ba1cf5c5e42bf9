"""What an alert says when it sounds, when it is over, and when it ends."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from vocero.metrics.answer import Answer
from vocero.metrics.catalogue import unit_of
from vocero.notices.alerts import Alert, Grain
from vocero.notices.crossing import Reading
from vocero.rendering import notices, oddities
from vocero.rendering.reader import Reader
from vocero.rendering.sentences import say
from vocero.reports.watched import Target
from vocero.words.periods import Period, Unit
from vocero.words.question import Question

_UNITS: dict[Grain, Unit] = {"day": "day", "week": "week", "month": "month"}


@dataclass(frozen=True, slots=True)
class Told:
    """An alert with what it saw: a reading, and the target or the unusual days behind it."""

    alert: Alert
    reading: Reading
    target: Target | None = None
    answer: Answer | None = None


def fired(reader: Reader, told: Told) -> str:
    """Say what happened, of which days, and what may be asked next."""
    language, watch = reader.language, told.alert.watch
    if told.answer is not None:
        head = say(language, "watch", "fired_unusual", members=notices.whose(reader, watch))
        return "\n".join([head, *oddities.unusual(reader, told.answer)])
    head = say(
        language, "watch", f"fired_{watch.condition}", metric=notices.metric(reader, watch),
        members=notices.whose(reader, watch), grain=say(language, "watch", f"grain_{watch.grain}"),
        value=_value(reader, told), amount=notices.amount(reader, watch),
        change=_change(reader, told.reading), against=notices.against(reader, watch),
        before=_shown(reader, told, told.reading.before), **_goal(reader, told),
    )  # fmt: skip
    return "\n".join([head, _about(reader, told), say(language, "watch", "after")])


def resolved(reader: Reader, told: Told) -> str:
    """Say that it is over."""
    language, watch = reader.language, told.alert.watch
    if told.target is not None:
        return say(language, "watch", "resolved_goal", members=notices.whose(reader, watch),
                   **_goal(reader, told))  # fmt: skip
    head = say(
        language, "watch", "resolved", metric=notices.metric(reader, watch),
        members=notices.whose(reader, watch), grain=say(language, "watch", f"grain_{watch.grain}"),
        value=_value(reader, told),
    )  # fmt: skip
    return "\n".join([head, _about(reader, told)])


def ended(reader: Reader, alert: Alert, contact: str) -> str:
    """Say that it ended, as its owner may see the figure no longer."""
    name = notices.metric(reader, alert.watch)
    return say(reader.language, "notices", "ended_alert_no_right", report=name, contact=contact)


def title(reader: Reader, told: Told) -> str:
    """Name it where there is no room: the subject of a letter, a push."""
    return notices.watch(reader, told.alert.watch).replace("*", "")


def question(told: Told) -> Question:
    """Give the question that a follow-up is about: the figure, over the days that it was seen."""
    watch, period = told.alert.watch, _period(told)
    if told.answer is not None:
        return told.answer.question
    if told.target is not None:
        return Question("goal", period=period, members=watch.members)
    return Question("figure", period=period, metric=watch.metric, members=watch.members)


def _period(told: Told) -> Period:
    start, grain = told.reading.about, told.alert.watch.grain
    if told.target is not None:
        grain = "month"
    longest = {"day": 1, "week": 7, "month": 31}[grain]
    end = start + dt.timedelta(days=longest - 1)
    if grain == "month":
        end = (start + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return Period(start, end, _UNITS[grain])


def _about(reader: Reader, told: Told) -> str:
    period = reader.period(_period(told))
    return say(reader.language, "watch", "about", period=period, scope="")


def _value(reader: Reader, told: Told) -> str:
    return _shown(reader, told, told.reading.value)


def _shown(reader: Reader, told: Told, value: Decimal | None) -> str:
    unit = "money" if told.target is not None else unit_of(told.alert.watch.metric)
    return reader.value(unit, value or Decimal(0))


def _change(reader: Reader, read: Reading) -> str:
    if not read.before or read.value is None:
        return ""
    return reader.percent(abs(read.value - read.before) / abs(read.before))


def _goal(reader: Reader, told: Told) -> dict[str, str]:
    if told.target is None:
        return {}
    chance = told.target.chance
    return {
        "target": reader.money(told.target.target),
        "chance": reader.whole_percent(chance) if chance is not None else "",
    }
