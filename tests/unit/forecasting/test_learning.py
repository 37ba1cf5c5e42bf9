"""Weekdays, seasons and holidays of a made-up business are learned from its history."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from tests.unit.forecasting.made import mase, naive, on, shop, tours
from vocero.forecasting import forecast

AHEAD = 30
HARD = {
    # series, where it is cut, and the share of seasonal naive's error that may be left
    "tours, summer": (tours, 1, 920, 0.75),
    "tours, autumn": (tours, 2, 1000, 0.6),
    "tours, Easter": (tours, 3, 830, 0.6),
    "shop, spring": (shop, 1, 850, 0.85),
    "shop, autumn": (shop, 2, 1000, 0.85),
    "shop, Christmas": (shop, 3, 1060, 0.9),
}


@pytest.mark.parametrize("name", HARD)
def test_a_month_is_forecast_much_better_than_by_repeating_a_week(name: str) -> None:
    """The error is a fixed share below that of seasonal naive."""
    make, seed, cut, share = HARD[name]
    series = make(cut + AHEAD, seed)
    history, actual = series.iloc[:cut], series.iloc[cut:]
    ours = mase(history, actual, forecast(history, AHEAD, "MX").mean)
    assert ours < share * mase(history, actual, naive(history, AHEAD))


def test_a_weekday_has_its_own_height() -> None:
    """Saturday is forecast about twice Tuesday, as it always was."""
    found = forecast(tours(200), 14).mean
    weekday = found.groupby(found.index.day_of_week).mean()
    assert weekday[5] / weekday[1] == pytest.approx(1.5 / 0.7, rel=0.2)


def test_a_season_turns_as_it_did_last_year() -> None:
    """At the height of a season its coming end is forecast, not more of the same."""
    history = tours(970)
    found = forecast(history, 90, "MX").mean
    assert found.iloc[-14:].mean() < 0.85 * found.iloc[:14].mean()


@pytest.fixture(scope="module")
def before_easter() -> pd.Series:
    """Two years and a quarter, up to two weeks before Easter 2025, three weeks later than last."""
    return tours(900, 1)[:"2025-04-05"]


def test_easter_is_put_on_its_new_date(before_easter: pd.Series) -> None:
    """Holy Saturday, 19 April 2025, is raised as those of 8 April 2023 and 30 March 2024 were."""
    found = forecast(before_easter, AHEAD, "MX").mean
    assert on(found, dt.date(2025, 4, 19)) > 1.4 * on(found, dt.date(2025, 4, 26))


def test_last_years_date_of_easter_is_a_day_like_others(before_easter: pd.Series) -> None:
    """A year after the last Easter nothing is left of it once it has moved."""
    known = before_easter[:"2025-03-20"]
    found = forecast(known, 14, "MX").mean
    week_before = on(found, dt.date(2025, 3, 22))
    assert on(found, dt.date(2025, 3, 29)) == pytest.approx(week_before, rel=0.2)


def test_without_a_country_easter_is_not_known(before_easter: pd.Series) -> None:
    """It is the calendar that knows the date."""
    with_, without = (forecast(before_easter, AHEAD, country).mean for country in ("MX", None))
    assert on(with_, dt.date(2025, 4, 20)) > 1.3 * on(without, dt.date(2025, 4, 20))


def test_a_day_of_rest_is_learned() -> None:
    """The first of May, less than half of its weekday in two years, is lowered in the third."""
    found = forecast(tours(842), AHEAD, "MX").mean
    assert on(found, dt.date(2025, 5, 1)) < 0.75 * on(found, dt.date(2025, 5, 8))


def test_a_trend_goes_on() -> None:
    """What has grown by a constant amount a day for a year is forecast above where it stands."""
    chance = np.random.default_rng(4)
    index = pd.date_range("2024-01-01", periods=400)
    history = pd.Series(100 + np.arange(400) + 5 * chance.standard_normal(400), index=index)
    assert forecast(history, 60).mean.iloc[-7:].mean() > 515
