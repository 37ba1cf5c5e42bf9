"""What is unusual is found with its days and its kind; what is usual is silent."""

import datetime as dt
import time
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from vocero.forecasting.anomalies import Unusual, unusual, unusual_among
from vocero.forecasting.history import History, history
from vocero.forecasting.predicting import LONGEST
from vocero.storage.demo.calendar import anomalies, intensity

Values = npt.NDArray[np.float64]
FIRST = dt.date(2023, 9, 1)
WEEK = np.array([0.95, 0.90, 0.93, 1.00, 1.14, 1.18, 0.90])
YEARS = 800
ODD = 700
"""The day on which the tests plant."""


def day(number: int) -> dt.date:
    """Give a day of the tests' calendar by its number."""
    return FIRST + dt.timedelta(days=number)


def calm(seed: int, days: int = YEARS, mean: float = 50.0) -> Values:
    """Draw days on which nothing happens but chance and the weekday."""
    weekday = (np.arange(days) + FIRST.weekday()) % 7
    return np.random.default_rng(seed).poisson(mean * WEEK[weekday]).astype(np.float64)


def past(values: Sequence[float] | Values) -> History:
    """Take values as a history from the tests' first day on."""
    index = pd.date_range(FIRST, periods=len(values))
    return history(pd.Series(np.asarray(values, np.float64), index), 1, "MX", LONGEST)


def found(
    values: Sequence[float] | Values,
    first: int = 0,
    last: int = LONGEST,
    expected: frozenset[dt.date] = frozenset(),
) -> tuple[Unusual, ...]:
    """Give what is unusual in values between two days."""
    return unusual(past(values), first=day(first), last=day(last), expected_days=expected)


def on(days: tuple[Unusual, ...], number: int) -> list[Unusual]:
    """Give what covers a day."""
    return [one for one in days if one.start <= day(number) <= one.end]


def test_a_calm_year_raises_at_most_one_alarm_a_month() -> None:
    """Over many calm years there is less than one alarm a month."""
    alarms = [len(found(calm(seed, 365))) for seed in range(20)]
    assert np.mean(alarms) < 12


def test_few_bookings_a_day_raise_no_more_alarms() -> None:
    """A calm year of two bookings a day raises at most one alarm a month as well."""
    alarms = [len(found(calm(seed, 365, 2.0))) for seed in range(20)]
    assert np.mean(alarms) < 12


def test_the_range_of_calm_days_is_honest() -> None:
    """Of calm days about one in a hundred is reported by itself."""
    single = [sum(one.start == one.end for one in found(calm(seed))) for seed in range(20)]
    assert 0.003 < np.mean(single) / YEARS < 0.013


def test_a_spike_is_found_on_its_day() -> None:
    """A day of twice the bookings is a spike of that day alone."""
    values = calm(1)
    values[ODD] *= 2
    (spike,) = on(found(values), ODD)
    assert (spike.start, spike.end, spike.kind) == (day(ODD), day(ODD), "spike")


def test_a_spike_leaves_the_days_around_it_usual() -> None:
    """A tremendous day makes no other day unusual that was not so without it."""
    values = calm(2)
    without = found(values, ODD - 10, ODD + 10)
    values[ODD] *= 40
    others = [one for one in found(values, ODD - 10, ODD + 10) if one.start != day(ODD)]
    assert {one.start for one in others} <= {one.start for one in without}


def test_a_drop_of_two_days_is_one_run() -> None:
    """Two days at a fifth are one drop, with both days in it."""
    values = calm(3)
    values[ODD : ODD + 2] = np.round(values[ODD : ODD + 2] / 5)
    (drop,) = on(found(values), ODD)
    assert (drop.start, drop.end, drop.kind) == (day(ODD), day(ODD + 1), "drop")


def test_a_fortnight_on_another_level_is_one_shift() -> None:
    """Two weeks at 60 % are one shift, not fourteen drops."""
    values = calm(4)
    values[ODD : ODD + 14] = np.round(values[ODD : ODD + 14] * 0.6)
    lower = [one for one in found(values, ODD, ODD + 13) if one.actual < one.expected]
    assert [one.kind for one in lower] == ["shift"]


def test_a_shift_has_its_days() -> None:
    """A shift starts and ends within two days of where it did."""
    values = calm(5)
    values[ODD : ODD + 14] = np.round(values[ODD : ODD + 14] * 1.5)
    (shift,) = on(found(values), ODD + 6)
    assert abs((shift.start - day(ODD)).days) <= 2
    assert abs((shift.end - day(ODD + 13)).days) <= 2


def test_a_new_level_is_unusual_for_four_weeks() -> None:
    """A level that stays is a shift of its first 28 days, and usual afterwards."""
    values = calm(6)
    values[600:] = np.round(values[600:] * 0.6)
    (shift,) = on(found(values), 610)
    assert (shift.kind, (shift.end - shift.start).days + 1) == ("shift", 28)


def test_the_return_to_the_usual_level_is_usual() -> None:
    """A level that came and went in two months is one shift, and its end is no drop."""
    values = calm(18)
    values[600:660] = np.round(values[600:660] * 1.5)
    (shift,) = on(found(values), 630)
    assert shift.kind == "shift"
    assert not [one for one in found(values, 662, 690) if one.kind == "shift"]


@pytest.mark.parametrize("factor", [0.2, 2.2])
def test_the_last_day_is_judged_by_the_days_before_it(factor: float) -> None:
    """An odd last day is found although nothing after it is known."""
    values = calm(7)
    values[-1] = np.round(values[-1] * factor)
    assert on(found(values), YEARS - 1)


def test_the_figures_of_a_run_are_sums() -> None:
    """A run's actual is the sum of its days, outside a range that holds what was expected."""
    values = calm(3)
    values[ODD : ODD + 2] = np.round(values[ODD : ODD + 2] / 5)
    (drop,) = on(found(values), ODD)
    assert drop.actual == values[ODD : ODD + 2].sum() < drop.low < drop.expected < drop.high


def test_strength_is_in_half_widths() -> None:
    """How strong a spike is, is how far off it is by the half-width of its range."""
    values = calm(1)
    values[ODD] *= 2
    (spike,) = on(found(values), ODD)
    off = (spike.actual - spike.expected) / (spike.high - spike.expected)
    assert spike.strength == pytest.approx(off)


def test_nothing_reported_is_within_its_range() -> None:
    """Whatever is reported is outside its own range, with a strength of at least 1."""
    for one in found(calm(8)):
        assert one.strength >= 1
        assert not one.low <= one.actual <= one.high


def test_an_expected_day_is_silent() -> None:
    """A day that a person said was normal is not reported."""
    values = calm(1)
    values[ODD] *= 3
    assert not on(found(values, expected=frozenset({day(ODD)})), ODD)


def test_an_expected_day_bends_no_other() -> None:
    """However high an expected day was, the ranges of other days are the same."""
    values = calm(9)
    values[ODD + 1] *= 2
    normal = frozenset({day(ODD)})
    before = on(found(values, expected=normal), ODD + 1)[0]
    values[ODD] *= 3
    after = on(found(values, expected=normal), ODD + 1)[0]
    assert (after.low, after.high) == pytest.approx((before.low, before.high), rel=0.05)


def test_an_expected_day_parts_a_run() -> None:
    """No run that is reported has an expected day within it."""
    values = calm(4)
    values[ODD : ODD + 14] = np.round(values[ODD : ODD + 14] * 0.5)
    days = found(values, ODD, ODD + 13, frozenset({day(ODD + 5)}))
    assert len(days) >= 2
    assert not on(days, ODD + 5)


@pytest.mark.parametrize("factor", [0.1, 2.0])
def test_a_holiday_like_last_year_s_is_usual(factor: float) -> None:
    """A holiday that was as low or high in the years before is hardly ever unusual this year."""
    holidays = [(dt.date(year, 5, 1) - FIRST).days for year in (2024, 2025, 2026)]
    reported = []
    for seed in range(12):
        values = calm(seed, LONGEST)
        values[holidays] = np.random.default_rng(seed).poisson(50 * factor, 3)
        reported += on(found(values), holidays[-1])
    assert len(reported) <= 2


def test_a_holiday_unlike_last_year_s_is_unusual() -> None:
    """A holiday that doubles what it was in other years is a spike."""
    values = calm(10, LONGEST)
    values[(dt.date(2026, 5, 1) - FIRST).days] *= 2
    assert on(found(values), (dt.date(2026, 5, 1) - FIRST).days)


def test_a_closed_weekday_is_usual() -> None:
    """A weekday on which nothing is ever sold is never unusual."""
    values = calm(11)
    sundays = (np.arange(YEARS) + FIRST.weekday()) % 7 == 6
    values[sundays] = 0
    assert not any(one.start == one.end and one.start.weekday() == 6 for one in found(values))


def test_a_sale_on_a_closed_weekday_is_unusual() -> None:
    """Something sold on a closed weekday is a spike from nothing."""
    values = calm(11)
    sundays = np.flatnonzero((np.arange(YEARS) + FIRST.weekday()) % 7 == 6)
    values[sundays] = 0
    values[sundays[-5]] = 12
    (sale,) = on(found(values), int(sundays[-5]))
    assert (sale.kind, sale.actual, sale.expected) == ("spike", 12, 0)


def test_a_run_goes_on_over_a_closed_weekday() -> None:
    """Low days before and after a closed one are one drop."""
    values = calm(12)
    sundays = np.flatnonzero((np.arange(YEARS) + FIRST.weekday()) % 7 == 6)
    values[sundays] = 0
    saturday = int(sundays[-14]) - 1
    values[[saturday, saturday + 2]] = 6
    (drop,) = on(found(values), saturday)
    assert (drop.start, drop.end) == (day(saturday), day(saturday + 2))


def test_eight_weeks_are_too_short() -> None:
    """A history of 56 days has nothing unusual, whatever is in it."""
    values = calm(13, 56)
    values[40] = 5000
    assert found(values) == ()


@pytest.mark.parametrize("value", [0.0, 7.0])
def test_what_never_changes_is_usual(value: float) -> None:
    """A series that is zero, or the same every day, has nothing unusual."""
    assert found(np.full(400, value)) == ()


def test_a_series_that_seldom_sells_is_silent() -> None:
    """One sale in twenty days is not twenty unusual days."""
    assert found(np.random.default_rng(0).poisson(0.05, YEARS)) == ()


def test_a_single_change_of_what_never_changed_is_unusual() -> None:
    """The one day that differs from all others is unusual, and it alone."""
    values = np.full(400, 7.0)
    values[300] = 70
    assert [one.start for one in found(values)] == [day(300)]


def test_a_day_that_is_not_known_is_usual() -> None:
    """Days without a number are not unusual, and neither are those around them."""
    values = calm(14)
    values[ODD : ODD + 20] = np.nan
    assert not [one for number in range(ODD, ODD + 20) for one in on(found(values), number)]


def test_a_history_may_go_below_zero() -> None:
    """Of a series around zero a far negative day is a drop below its range."""
    values = np.random.default_rng(15).normal(0, 10, YEARS)
    values[ODD] = -80
    (drop,) = on(found(values), ODD)
    assert (drop.kind, drop.low < 0) == ("drop", True)


def test_only_days_that_were_asked_for_count() -> None:
    """Of a run that began before the first day only the days from it on are summed."""
    values = calm(4)
    values[ODD : ODD + 14] = np.round(values[ODD : ODD + 14] * 0.6)
    (shift,) = found(values, ODD + 10, ODD + 11)
    assert (shift.start, shift.end, shift.kind) == (day(ODD + 10), day(ODD + 11), "shift")
    assert shift.actual == values[ODD + 10 : ODD + 12].sum()


def test_what_is_unusual_is_in_order() -> None:
    """Runs come by their first day."""
    values = calm(16)
    values[[500, 620, 700]] *= 3
    starts = [one.start for one in found(values)]
    assert starts == sorted(starts)
    assert len(starts) >= 3


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_the_demo_company_s_anomalies_are_found(seed: int) -> None:
    """The outage, the rush and the storm of the demo company are all found."""
    end = dt.date(2026, 9, 16)
    days = np.arange(np.datetime64(end - dt.timedelta(days=LONGEST)), np.datetime64(end))
    bookings = np.random.default_rng(seed).poisson(intensity(days, end)).astype(np.float64)
    company = history(pd.Series(bookings, pd.DatetimeIndex(days)), 1, "MX", LONGEST)
    runs = unusual(company, first=dt.date(2025, 1, 1), last=end)
    for planted in anomalies(end):
        touching = [one for one in runs if one.start <= planted.last and one.end >= planted.first]
        lower = [one.actual < one.expected for one in touching]
        assert lower
        assert set(lower) == {planted.bookings < 1}


def test_many_histories_are_found_what_each_is() -> None:
    """Asked together, histories are given what they are given alone."""
    several = [past(calm(seed, 400)) for seed in range(3)] + [past(calm(4, 300))]
    together = unusual_among(several, first=FIRST, last=day(LONGEST))
    assert together == [unusual(one, first=FIRST, last=day(LONGEST)) for one in several]


def test_three_years_take_a_moment() -> None:
    """Three years of history are judged within half a second, whatever else the machine does."""
    company = past(calm(17, LONGEST))
    took = []
    for _ in range(5):
        began = time.perf_counter()
        unusual(company, first=FIRST, last=day(LONGEST))
        took.append(time.perf_counter() - began)
    assert min(took) < 0.5
