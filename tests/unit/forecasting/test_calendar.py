"""The calendar knows holidays, what lies around them, and what a month does."""

import datetime as dt

import numpy as np
import pytest

from vocero.forecasting.calendar import (
    FAR,
    Calendar,
    Floats,
    calendar,
    known_country,
    named_holidays,
)

KINDS = ("holiday", "eve", "after", "bridge", "long weekend", "first", "last", "middle")


def of(start: str, days: int, country: str | None = "MX") -> Calendar:
    """The calendar of some days."""
    return calendar(np.datetime64(start, "D") + np.arange(days), country)


def marked(start: str, days: int, kind: str) -> list[str]:
    """The days on which a common feature holds."""
    column: Floats = of(start, days).common[:, KINDS.index(kind)]
    return [str(np.datetime64(start, "D") + at) for at in np.flatnonzero(column)]


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("holiday", ["2025-05-01"]),
        ("eve", ["2025-04-30"]),
        ("after", ["2025-05-02"]),
        ("bridge", ["2025-05-02"]),
        ("long weekend", []),
    ],
)
def test_a_thursday_has_an_eve_and_a_bridge(kind: str, wanted: list[str]) -> None:
    """Labour Day of 2025, a Thursday, makes Friday a bridge."""
    assert marked("2025-04-20", 20, kind) == wanted


def test_the_monday_before_a_tuesday_is_a_bridge() -> None:
    """Independence Day of 2025 is a Tuesday."""
    assert marked("2025-09-08", 14, "bridge") == ["2025-09-15"]


def test_a_monday_makes_a_long_weekend() -> None:
    """Juárez's Monday, 17 March 2025, joins Saturday and Sunday."""
    assert marked("2025-03-10", 14, "long weekend") == ["2025-03-15", "2025-03-16"]


def test_each_day_of_christmas_stands_for_itself() -> None:
    """From 20 December to 6 January every day has a column of its own, in every year."""
    about = of("2024-12-01", 400, None)
    assert about.named.shape[1] == 12 + 6
    assert about.named.sum() == 12 + 6 + 12 + 4
    assert (about.named.sum(axis=1) <= 1).all()


def test_an_unknown_country_has_no_holidays() -> None:
    """Neither a made-up code nor none at all has days that stand out, but Christmas."""
    for country in ("XX", None):
        about = of("2025-02-01", 200, country)
        assert about.named.shape == (200, 0)
        assert not about.common[:, :5].any()
        assert (about.until == FAR).all()
        assert not about.which.any()


def test_easter_moves_with_the_moon() -> None:
    """The same column is 1 on Easter Sunday of each year, wherever that falls."""
    about = of("2024-01-01", 900)
    sundays = [(dt.date.fromisoformat(day) - dt.date(2024, 1, 1)).days
               for day in ("2024-03-31", "2025-04-20", "2026-04-05")]  # fmt: skip
    same = [column for column in about.named.T if set(np.flatnonzero(column)) == set(sundays)]
    assert len(same) == 1


def test_only_some_countries_travel_at_easter() -> None:
    """The three weeks before it are marked in Mexico and not in Japan."""
    before = slice(40, 60)
    assert of("2025-03-01", 80).named[before].any()
    assert not of("2025-03-01", 40, "JP").named[25:35].any()


def test_days_are_counted_to_and_from_a_holiday() -> None:
    """The day before is one day off, the day after has it behind; both end at ten."""
    about = of("2025-04-25", 12)
    at = 6
    assert about.until[at - 3 : at + 1].tolist() == [3, 2, 1, 0]
    assert about.since[at : at + 3].tolist() == [0, 1, 2]
    assert of("2025-06-15", 60).until.max() == FAR


def test_a_month_has_ends_and_a_middle() -> None:
    """Paydays peak on the first, the last and the fifteenth."""
    common = of("2025-02-01", 28).common
    assert common[:, 5].argmax() == 0
    assert common[:, 6].argmax() == 27
    assert common[:, 7].argmax() == 14


def test_a_holiday_is_named_in_the_language_that_is_asked_for() -> None:
    """Spanish and English names of the same day, and nothing for an unknown country."""
    day = dt.date(2026, 9, 16)
    assert named_holidays("MX", 2026, "es")[day] == "Día de la Independencia"
    assert named_holidays("MX", 2026, "en")[day] == "Independence Day"
    assert named_holidays("XX", 2026) == {}


def test_only_codes_with_a_calendar_are_known() -> None:
    """ISO codes that the calendar has, and no name of a country."""
    assert known_country("MX")
    assert not known_country("Mexico")
    assert not known_country(None)
