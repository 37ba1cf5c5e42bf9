"""Alerts: when a condition holds, and that each crossing sounds once."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from vocero.notices import crossing
from vocero.notices.alerts import COOL_DOWN, Alert, Watch
from vocero.notices.crossing import Reading

TODAY = dt.date(2026, 9, 16)
NOW = dt.datetime(2026, 9, 16, 16, 40, tzinfo=dt.UTC)
BELOW = Watch("net_sales", (), "day", "below", Decimal(100))
ABOVE = Watch("net_sales", (), "day", "above", Decimal(100))


def _alert(watch: Watch, **more: object) -> Alert:
    return replace(Alert(1, 1, watch, (), "es", "active"), **more)  # type: ignore[arg-type]


def _course(*values: int, last: dt.date = TODAY) -> dict[dt.date, Decimal]:
    first = last - dt.timedelta(days=len(values) - 1)
    return {first + dt.timedelta(days=n): Decimal(v) for n, v in enumerate(values)}


def test_a_low_day_counts_once_it_is_over() -> None:
    """ "Below" looks at the last whole day: at nine in the morning every day is low."""
    seen = crossing.reading(BELOW, _course(150, 20), TODAY, TODAY - dt.timedelta(days=1))
    assert (seen.about, seen.holds) == (TODAY - dt.timedelta(days=1), False)


def test_a_high_day_counts_while_it_goes_on() -> None:
    """ "Above" looks at today: what was passed at noon is told at noon."""
    seen = crossing.reading(ABOVE, _course(50, 120), TODAY, TODAY - dt.timedelta(days=1))
    assert (seen.about, seen.holds) == (TODAY, True)


def test_a_share_is_looked_at_once_the_day_is_over() -> None:
    """A rate of a day that goes on says little: it waits for the end, in both directions."""
    watch = Watch("cancellation_rate", (), "day", "above", Decimal("0.2"))
    assert not crossing.grows(watch)


def test_a_fall_is_measured_from_the_period_before() -> None:
    """80 after 100 is a fall of 20 %, which holds at 20 % and not at 21."""
    course = _course(100, 80, 0)
    yesterday = TODAY - dt.timedelta(days=1)
    for amount, holds in (("0.20", True), ("0.21", False)):
        watch = Watch("net_sales", (), "day", "fall", Decimal(amount), "previous")
        assert crossing.reading(watch, course, TODAY, yesterday).holds is holds


def test_the_same_weekday_is_seven_days_back() -> None:
    """Against the same weekday a day is held to the one of the week before."""
    course = _course(100, 1, 1, 1, 1, 1, 1, 130, 0)
    watch = Watch("net_sales", (), "day", "rise", Decimal("0.3"), "same_weekday")
    assert crossing.reading(watch, course, TODAY, TODAY - dt.timedelta(days=1)).holds


def test_nothing_to_compare_with_is_no_change() -> None:
    """From zero no percentage can be told: the condition is neither met nor unmet."""
    watch = Watch("net_sales", (), "day", "rise", Decimal("0.3"), "previous")
    seen = crossing.reading(watch, _course(0, 50, 0), TODAY, TODAY - dt.timedelta(days=1))
    assert seen.holds is None


def test_the_last_whole_month_is_the_one_before_until_its_last_day_is_known() -> None:
    """On the 16th the last whole month is August; with the 30th known it is September."""
    assert crossing.last_closed(dt.date(2026, 9, 15), "month") == dt.date(2026, 8, 1)
    assert crossing.last_closed(dt.date(2026, 9, 30), "month") == dt.date(2026, 9, 1)


def test_it_sounds_once_for_a_crossing() -> None:
    """A second low day in a row is the same crossing: nothing follows."""
    fired = _alert(BELOW, fired=True, fired_about=dt.date(2026, 9, 14),
                   fired_at=NOW - dt.timedelta(days=1))  # fmt: skip
    assert crossing.step(fired, Reading(dt.date(2026, 9, 15), Decimal(5), None, True), NOW) is None


def test_it_sounds_again_after_it_was_back() -> None:
    """An alert that was armed again sounds at the next crossing."""
    armed = _alert(BELOW, fired=False, fired_about=dt.date(2026, 9, 10),
                   fired_at=NOW - dt.timedelta(days=5))  # fmt: skip
    assert crossing.step(armed, Reading(TODAY, Decimal(5), None, True), NOW) == "fire"


def test_being_back_is_told() -> None:
    """A closed day on the good side again resolves the alert."""
    fired = _alert(BELOW, fired=True, fired_about=dt.date(2026, 9, 14),
                   fired_at=NOW - dt.timedelta(days=1))  # fmt: skip
    assert crossing.step(fired, Reading(TODAY, Decimal(500), None, False), NOW) == "resolve"


def test_what_held_before_it_was_watched_is_not_resolved_aloud() -> None:
    """An alert that was made while its condition held never sounded: its end is silent."""
    made = _alert(BELOW, fired=True, fired_about=dt.date(2026, 9, 14))
    assert crossing.step(made, Reading(TODAY, Decimal(500), None, False), NOW) == "arm"


def test_a_new_day_resolves_nothing() -> None:
    """What grows with its day starts at nothing: the alert is armed again in silence."""
    fired = _alert(ABOVE, fired=True, fired_about=TODAY - dt.timedelta(days=1))
    assert crossing.step(fired, Reading(TODAY, Decimal(0), None, False), NOW) == "arm"


def test_a_new_day_above_sounds_again() -> None:
    """The next day above the amount is another crossing, seen between or not."""
    fired = _alert(ABOVE, fired=True, fired_about=TODAY - dt.timedelta(days=1),
                   fired_at=NOW - dt.timedelta(days=1))  # fmt: skip
    assert crossing.step(fired, Reading(TODAY, Decimal(120), None, True), NOW) == "fire"


def test_a_snoozed_alert_is_silent_until_its_time() -> None:
    """Snoozed it does not sound; after that it does, if the condition still holds."""
    until = NOW + dt.timedelta(hours=1)
    snoozed = _alert(ABOVE, snoozed_until=until)
    seen = Reading(TODAY, Decimal(120), None, True)
    assert crossing.step(snoozed, seen, NOW) is None
    assert crossing.step(snoozed, seen, until) == "fire"


def test_it_cools_down() -> None:
    """A figure that swings around the amount does not sound again within the cool-down."""
    cooling = _alert(ABOVE, fired=False, fired_about=TODAY, fired_at=NOW)
    seen = Reading(TODAY, Decimal(120), None, True)
    assert crossing.step(cooling, seen, NOW + COOL_DOWN / 2) is None
    assert crossing.step(cooling, seen, NOW + COOL_DOWN) == "fire"


def test_what_cannot_be_told_changes_nothing() -> None:
    """Without a value nothing sounds and nothing is resolved."""
    for fired in (True, False):
        alert = _alert(BELOW, fired=fired)
        assert crossing.step(alert, Reading(TODAY, None, None, None), NOW) is None


@given(st.lists(st.integers(0, 200), min_size=1, max_size=60))
def test_the_preview_counts_what_the_steps_would_have_done(values: list[int]) -> None:
    """Over any past, the preview names just the days on which the alert would have sounded."""
    course = _course(*values)
    first = TODAY - dt.timedelta(days=len(values) - 1)
    alert, days = _alert(BELOW), []
    for n in range(len(values)):
        about = first + dt.timedelta(days=n)
        seen = crossing.at(BELOW, course, about)
        moment = dt.datetime.combine(about, dt.time(12), tzinfo=dt.UTC)
        step = crossing.step(alert, seen, moment)
        if step == "fire":
            days.append(about)
            alert = replace(alert, fired=True, fired_about=about, fired_at=moment)
        elif step is not None:
            alert = replace(alert, fired=False)
    assert crossing.sounded(BELOW, course, first, TODAY) == days
