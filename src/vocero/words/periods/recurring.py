"""Names that come back every year, month or week, and the choice of one occurrence."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from vocero.words.periods.period import Moment, Period

Beat = Literal["year", "month", "week"]
# Leap days skip a century year, day 31 skips a month: this many beats always hold one.
_REACH = 9


@dataclass(frozen=True, slots=True)
class Recurring:
    """Something that a name means again and again.

    `at` gives the occurrence of one beat (the year 2026; the month 2026·12+8; the week number
    since year 1), or None where there is none, as for 29 February.
    """

    beat: Beat
    at: Callable[[int], Period | None]


def beat_of(day: date, beat: Beat) -> int:
    """Give the number of the year, month or week that holds the day."""
    if beat == "year":
        return day.year
    if beat == "month":
        return day.year * 12 + day.month - 1
    return (day.toordinal() - 1) // 7


def bare(name: Recurring, moment: Moment) -> Period | None:
    """Give the most recent occurrence that has started, or the next that has not ended."""
    if moment.lean == "future":
        return first(name, moment.today, lambda found: found.end >= moment.today)
    return latest(name, moment.today, lambda found: found.start <= moment.today)


def previous(name: Recurring, today: date, back: int = 1) -> Period | None:
    """Give the latest occurrence wholly before today, or the one so many before it."""
    found = latest(name, today, lambda one: one.end < today)
    return found if found is None or back == 1 else previous(name, found.start, back - 1)


def upcoming(name: Recurring, today: date) -> Period | None:
    """Give the first occurrence that starts strictly after today."""
    return first(name, today, lambda found: found.start > today)


def current(name: Recurring, today: date) -> Period | None:
    """Give the occurrence of the present year, month or week."""
    return name.at(beat_of(today, name.beat))


def latest(name: Recurring, day: date, fits: Callable[[Period], bool]) -> Period | None:
    """Give the last occurrence around or before the day that fits."""
    start = beat_of(day, name.beat)
    return _pick(name, range(start + 1, start - _REACH, -1), fits)


def first(name: Recurring, day: date, fits: Callable[[Period], bool]) -> Period | None:
    """Give the first occurrence around or after the day that fits."""
    start = beat_of(day, name.beat)
    return _pick(name, range(start - 1, start + _REACH), fits)


def _pick(name: Recurring, beats: range, fits: Callable[[Period], bool]) -> Period | None:
    return next((found for found in _occurrences(name, beats) if fits(found)), None)


def _occurrences(name: Recurring, beats: range) -> Iterator[Period]:
    for beat in beats:
        found = name.at(beat)
        if found is not None:
            yield found
