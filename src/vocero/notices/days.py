"""Which days a report that comes by itself is about, seen from the day on which it is due."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from vocero.reports.families import FAMILIES
from vocero.words.periods import Period, resolve
from vocero.words.question import Question
from vocero.words.rhythm import Frequency

_USUAL: Mapping[Frequency, str] = MappingProxyType({
    "daily": "ayer", "weekdays": "ayer", "weekly": "la semana pasada",
    "fortnightly": "la quincena pasada", "monthly": "el mes pasado", "month_end": "este mes",
})  # fmt: skip
"""What a rhythm is about when no days were named: what has just ended."""
_EVENING = dt.time(17)
"""From this hour on a daily report is about the day itself."""
_RELATIVE = (
    "hoy", "ayer", "esta semana", "la semana pasada", "esta quincena", "la quincena pasada",
    "este mes", "el mes pasado", "este trimestre", "el trimestre pasado", "este año",
    "el año pasado", "últimos 7 días", "últimos 30 días", "mañana", "próximos 7 días",
    "próximos 30 días", "próximos 90 días", "la próxima semana", "el próximo mes",
)  # fmt: skip


def relative(question: Question, today: dt.date) -> str | None:
    """Give words that mean a question's days as seen from today; None for days of their own."""
    period = question.period
    if period is None:
        return None
    for words in _RELATIVE:
        found = resolve(words, today, FAMILIES[question.kind].lean)
        if found is not None and _same(found, period):
            return words
    return None


def _same(one: Period, other: Period) -> bool:
    return (one.start, one.end, one.unit) == (other.start, other.end, other.unit)


def usual(question: Question, frequency: Frequency, at: dt.time) -> str:
    """Give the days that a rhythm suggests for a question where none were named."""
    family = FAMILIES[question.kind]
    if family.lean == "future" or question.kind == "goal":
        return family.default
    if frequency in {"daily", "weekdays"} and at >= _EVENING:
        return "hoy"
    return _USUAL[frequency]


def on(question: Question, words: str | None, frequency: Frequency, due: dt.datetime) -> Question:
    """Give a question with its days, as seen from a due moment on the person's clock."""
    said = words or usual(question, frequency, due.time())
    lean = FAMILIES[question.kind].lean
    period = resolve(said, due.date(), lean)
    if period is None:
        period = resolve(usual(question, frequency, due.time()), due.date(), lean)
    return replace(question, period=period)
