"""Which days a report that comes by itself is about."""

import datetime as dt

import pytest

from vocero.notices import days
from vocero.words.periods import resolve
from vocero.words.question import Question
from vocero.words.rhythm import FREQUENCIES

MONDAY = dt.datetime(2026, 9, 21, 8)


@pytest.mark.parametrize(("frequency", "first", "last"), [
    ("daily", "2026-09-20", "2026-09-20"), ("weekdays", "2026-09-20", "2026-09-20"),
    ("weekly", "2026-09-14", "2026-09-20"), ("fortnightly", "2026-09-01", "2026-09-15"),
    ("monthly", "2026-08-01", "2026-08-31"), ("month_end", "2026-09-01", "2026-09-21"),
])  # fmt: skip
def test_a_rhythm_suggests_what_has_just_ended(frequency: str, first: str, last: str) -> None:
    """Without words a report is about the last whole stretch of its rhythm."""
    rhythm = next(f for f in FREQUENCIES if f == frequency)
    period = days.on(Question("sales"), None, rhythm, MONDAY).period
    assert period is not None
    assert (period.start.isoformat(), period.end.isoformat()) == (first, last)


def test_an_evening_report_is_about_the_day_itself() -> None:
    """At 18:00 the day is what has just ended."""
    period = days.on(Question("sales"), None, "daily", MONDAY.replace(hour=18)).period
    assert period is not None
    assert period.start == MONDAY.date()


def test_words_are_read_on_the_day_that_it_is_due() -> None:
    """ "Esta semana" is another week each time."""
    for weeks in range(4):
        due = MONDAY + dt.timedelta(weeks=weeks, days=2)
        period = days.on(Question("sales"), "esta semana", "weekly", due).period
        assert period is not None
        assert period.start == (MONDAY + dt.timedelta(weeks=weeks)).date()


def test_a_forecast_looks_ahead_from_its_day() -> None:
    """What looks ahead keeps its own days."""
    period = days.on(Question("forecast"), None, "monthly", MONDAY).period
    assert period is not None
    assert period.start > MONDAY.date()


@pytest.mark.parametrize("words", ["hoy", "ayer", "esta semana", "la semana pasada", "este mes",
                                   "el mes pasado", "últimos 30 días"])  # fmt: skip
def test_the_days_of_a_report_become_words_again(words: str) -> None:
    """The last report's dates are kept as what they are seen from today."""
    today = dt.date(2026, 9, 16)
    found = days.relative(Question("sales", period=resolve(words, today)), today)
    assert found is not None
    assert resolve(found, today) == resolve(words, today)


def test_dates_of_their_own_are_no_words() -> None:
    """The 3rd of May of a year is nothing that comes again."""
    today = dt.date(2026, 9, 16)
    period = resolve("del 3 al 9 de mayo", today)
    assert days.relative(Question("sales", period=period), today) is None
