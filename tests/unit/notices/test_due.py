"""When something is due: on the person's wall clock, on both sides of every change of clocks."""

import datetime as dt
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from vocero.notices.calm import Calm
from vocero.notices.due import Timetable, falls_on
from vocero.words.rhythm import FREQUENCIES, Rhythm

_LATIN = ("AR", "BO", "BR", "CL", "CO", "CR", "CU", "DO", "EC", "GT", "HN", "MX", "NI", "PA", "PE",
          "PR", "PY", "SV", "UY", "VE", "ES", "US")  # fmt: skip
ZONES = sorted({zone for code in _LATIN for zone in get_global("territory_zones")[code]})
"""Every zone in use in Latin America, Spain and the United States."""
moments = st.datetimes(dt.datetime(2015, 1, 1), dt.datetime(2030, 1, 1)).map(
    lambda naive: naive.replace(tzinfo=dt.UTC)
)
hours = st.times().map(lambda at: at.replace(second=0, microsecond=0))
weekdays = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
rhythms = st.one_of(
    st.sampled_from([Rhythm(f) for f in FREQUENCIES if f != "weekly"]),
    weekdays.map(lambda days: Rhythm("weekly", days)),
)


@given(st.sampled_from(ZONES), rhythms, hours, moments)
def test_what_is_due_is_after_the_moment_and_in_order(
    zone: str, rhythm: Rhythm, at: dt.time, moment: dt.datetime
) -> None:
    """Due moments come strictly after the moment asked for, each later than the one before."""
    found = list(islice(Timetable(rhythm, at, zone).moments(moment), 5))
    assert found[0] > moment
    assert all(one < other for one, other in pairwise(found))


@given(st.sampled_from(ZONES), rhythms, hours, moments)
def test_the_hour_is_that_of_the_wall_clock_unless_the_clocks_skip_it(
    zone: str, rhythm: Rhythm, at: dt.time, moment: dt.datetime
) -> None:
    """A due moment reads as the hour that was asked for; an hour in a gap is moved by the gap."""
    due = Timetable(rhythm, at, zone).after(moment)
    local = due.astimezone(ZoneInfo(zone))
    if local.time() != at:
        before = (due - dt.timedelta(hours=3)).astimezone(ZoneInfo(zone)).utcoffset()
        assert before != local.utcoffset()
    else:
        assert falls_on(rhythm, local.date())


@given(st.sampled_from(ZONES), hours, st.integers(2015, 2029))
def test_a_daily_one_is_due_once_on_every_day_of_a_year(zone: str, at: dt.time, year: int) -> None:
    """A daily subscription has as many due moments in a year as the year has days in that zone."""
    tz = ZoneInfo(zone)
    start = dt.datetime(year, 1, 1, 12, tzinfo=tz)
    end = dt.datetime(year + 1, 1, 1, 12, tzinfo=tz)
    table = Timetable(Rhythm("daily"), at, zone)
    found = []
    for due in table.moments(start.astimezone(dt.UTC)):
        if due > end:
            break
        found.append(due.astimezone(tz).date())
    days = (end.date() - start.date()).days
    assert len(found) == days
    assert len(set(found)) >= days - 1  # a gap at midnight moves an hour into the next day


@pytest.mark.parametrize(("day", "utc"), [("2026-03-07", 14), ("2026-03-09", 13),
                                          ("2026-10-31", 13), ("2026-11-02", 14)])  # fmt: skip
def test_eight_is_eight_on_both_sides_of_the_change(day: str, utc: int) -> None:
    """At 08:00 in Chicago the UTC hour moves with the clocks, the wall clock does not."""
    noon_before = dt.datetime.fromisoformat(f"{day}T00:30:00-05:30").astimezone(dt.UTC)
    due = Timetable(Rhythm("daily"), dt.time(8), "America/Chicago").after(noon_before)
    assert (due.date().isoformat(), due.hour) == (day, utc)


def test_an_hour_in_a_gap_is_due_once() -> None:
    """On 8 March 2026 there is no 02:30 in New York: it is due at 03:30, once."""
    table = Timetable(Rhythm("daily"), dt.time(2, 30), "America/New_York")
    start = dt.datetime(2026, 3, 7, 12, tzinfo=dt.UTC)
    zone = ZoneInfo("America/New_York")
    found = [due.astimezone(zone) for due in islice(table.moments(start), 2)]
    assert [f"{one:%d %H:%M}" for one in found] == ["08 03:30", "09 02:30"]


def test_an_hour_that_comes_twice_is_due_once() -> None:
    """On 1 November 2026 New York has 01:30 twice: it is due at the first, once."""
    table = Timetable(Rhythm("daily"), dt.time(1, 30), "America/New_York")
    start = dt.datetime(2026, 10, 31, 12, tzinfo=dt.UTC)
    found = list(islice(table.moments(start), 2))
    assert [f"{one:%d %H:%M}" for one in found] == ["01 05:30", "02 06:30"]


@pytest.mark.parametrize(("rhythm", "days"), [
    (Rhythm("weekdays"), [1, 2, 3, 4, 7]), (Rhythm("weekly", (0, 3)), [3, 7, 10, 14, 17]),
    (Rhythm("fortnightly"), [1, 16]), (Rhythm("monthly"), [1]), (Rhythm("month_end"), [30]),
])  # fmt: skip
def test_each_rhythm_has_its_days(rhythm: Rhythm, days: list[int]) -> None:
    """In September 2026, which begins on a Tuesday, each rhythm falls on the days that it names."""
    every = [day for day in range(1, 31) if falls_on(rhythm, dt.date(2026, 9, day))]
    assert every[: len(days)] == days


def test_a_daily_one_skips_days_off() -> None:
    """What comes each day is skipped on a day off, not moved onto the next one."""
    table = Timetable(Rhythm("daily"), dt.time(8), "America/Mexico_City", Calm(days_off=(5, 6)))
    friday = dt.datetime(2026, 9, 18, 12, tzinfo=dt.UTC)
    assert table.after(dt.datetime(2026, 9, 18, 15, tzinfo=dt.UTC)).date() == dt.date(2026, 9, 21)
    assert table.after(friday).date() == dt.date(2026, 9, 18)


def test_a_monthly_one_waits_for_the_next_open_day() -> None:
    """What is rare is moved from a day off to the next day that is none."""
    table = Timetable(Rhythm("monthly"), dt.time(8), "America/Mexico_City", Calm(days_off=(5, 6)))
    due = table.after(dt.datetime(2026, 7, 15, tzinfo=dt.UTC))
    assert due.date() == dt.date(2026, 8, 3)  # the 1st of August 2026 is a Saturday


def test_quiet_hours_move_it_to_their_end() -> None:
    """What falls into quiet hours across midnight is due when they end."""
    calm = Calm(dt.time(22), dt.time(7))
    table = Timetable(Rhythm("daily"), dt.time(6), "America/Mexico_City", calm)
    due = table.after(dt.datetime(2026, 9, 15, 18, tzinfo=dt.UTC))
    assert due == dt.datetime(2026, 9, 16, 13, tzinfo=dt.UTC)


def test_public_holidays_are_days_off_for_who_wants_it() -> None:
    """With holidays off, Independence Day in Mexico has no daily report."""
    calm = Calm(holidays_off=True, country="MX")
    table = Timetable(Rhythm("daily"), dt.time(8), "America/Mexico_City", calm)
    due = table.after(dt.datetime(2026, 9, 15, 15, tzinfo=dt.UTC))
    assert due.date() == dt.date(2026, 9, 17)


@given(hours, hours, st.sets(st.integers(0, 6), max_size=6), moments)
def test_the_next_moment_is_never_a_quiet_one(
    start: dt.time, end: dt.time, off: set[int], moment: dt.datetime
) -> None:
    """Whatever the rest, the next moment at which something may come is none of it."""
    if start == end:
        return
    calm = Calm(start, end, tuple(off))
    found = calm.next_moment(moment.replace(tzinfo=None))
    assert not calm.quiet(found.time())
    assert not calm.rests(found.date())


def test_every_day_off_counts_as_none() -> None:
    """Whoever takes all seven days off still gets what they subscribed to."""
    assert not Calm(days_off=(0, 1, 2, 3, 4, 5, 6)).rests(dt.date(2026, 9, 16))
