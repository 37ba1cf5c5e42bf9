"""What is handed in is checked, and what comes out lies on the days after it."""

import numpy as np
import pandas as pd
import pytest

from tests.unit.forecasting.made import counts, daily
from vocero.forecasting import forecast

DAYS = daily(counts(60))
REFUSED = {
    "empty": (pd.Series([], index=pd.DatetimeIndex([]), dtype=float), 7, "at least one day"),
    "all unknown": (daily([np.nan] * 30), 7, "at least one number"),
    "unsorted": (DAYS.iloc[::-1], 7, "days in order"),
    "a day twice": (pd.concat([DAYS, DAYS.iloc[-1:]]), 7, "each once"),
    "two times of one day": (DAYS.set_axis(pd.date_range("2024-01-01", periods=60, freq="12h")),
                             7, "each once"),
    "a date that is none": (DAYS.set_axis([pd.NaT, *DAYS.index[1:]]), 7, "days in order"),
    "no horizon": (DAYS, 0, "horizon of at least one day"),
    "a horizon behind": (DAYS, -3, "horizon of at least one day"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_history_is_refused_in_a_sentence(name: str) -> None:
    """ValueError says what is missing."""
    history, horizon, sentence = REFUSED[name]
    with pytest.raises(ValueError, match=sentence):
        forecast(history, horizon)


def test_the_horizon_begins_the_day_after() -> None:
    """As many days as were asked for follow the last day of the history."""
    found = forecast(DAYS, 10).mean
    assert list(found.index) == list(pd.date_range("2024-03-01", periods=10))


def test_a_history_in_a_time_zone_is_one_of_dates() -> None:
    """The hour and the zone of a day change nothing but the index."""
    here = DAYS.tz_localize("America/Mexico_City") + 0
    noon = DAYS.set_axis(DAYS.index + pd.Timedelta(hours=12))
    plain = forecast(DAYS, 7)
    assert forecast(here, 7).mean.to_numpy() == pytest.approx(plain.mean.to_numpy())
    assert forecast(noon, 7).mean.to_numpy() == pytest.approx(plain.mean.to_numpy())
    assert str(forecast(here, 7).mean.index.tz) == "America/Mexico_City"


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        ("America/Tijuana", "2024-01-10"),
        ("America/Tijuana", "2024-09-05"),
        ("America/Santiago", "2024-07-11"),
        ("America/Havana", "2024-01-11"),
        ("America/Havana", "2024-09-05"),
    ],
)
def test_a_change_of_the_clocks_costs_no_day(zone: str, start: str) -> None:
    """A horizon over a midnight that is missing, or comes twice, has each date once."""
    history = daily(counts(59), start, zone)
    found = forecast(history, 10).mean
    first = history.index[-1].date() + pd.Timedelta(days=1)
    assert list(found.index.date) == list(pd.date_range(first, periods=10).date)


def test_an_unknown_country_has_no_holidays() -> None:
    """A code without a calendar is forecast as none."""
    pd.testing.assert_series_equal(forecast(DAYS, 7, "XX").mean, forecast(DAYS, 7).mean)


def test_the_same_history_has_the_same_forecast() -> None:
    """Nothing is left to chance, with trees or without."""
    for history in (DAYS, daily(counts(300))):
        first, again = forecast(history, 14, "MX"), forecast(history, 14, "MX")
        pd.testing.assert_series_equal(first.mean, again.mean)
        pd.testing.assert_series_equal(first.lo95, again.lo95)


@pytest.mark.parametrize("days", [40, 300])
def test_ten_times_the_history_is_ten_times_the_forecast(days: int) -> None:
    """Pesos and cents, people and tens of them: the unit does not matter."""
    history = daily(counts(days, 50))
    once, tenfold = forecast(history, 14, "MX"), forecast(10 * history, 14, "MX")
    assert tenfold.mean.to_numpy() == pytest.approx(10 * once.mean.to_numpy(), rel=0.03)
    assert tenfold.hi80.to_numpy() == pytest.approx(10 * once.hi80.to_numpy(), rel=0.05)


def test_the_history_is_left_as_it_was() -> None:
    """Nobody's series is written to."""
    history = daily(np.r_[counts(99), np.nan])
    before = history.copy()
    forecast(history, 7, "MX")
    pd.testing.assert_series_equal(history, before)
