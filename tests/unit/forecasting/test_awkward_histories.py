"""Whatever a company's days look like, the forecast is one that can be shown."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.forecasting.made import counts, daily
from vocero.forecasting import Forecast, forecast


def sound(found: Forecast, horizon: int) -> bool:
    """Whether a forecast has all its days, all finite, and its ranges inside one another."""
    rows = [found.lo95, found.lo80, found.mean, found.hi80, found.hi95]
    finite = all(len(row) == horizon and np.isfinite(row).all() for row in rows)
    return finite and all((low <= high).all() for low, high in pairwise(rows))


AWKWARD = {
    "one day": daily([5]),
    "two days": daily([5, 7]),
    "ten days": daily(counts(10)),
    "thirty days": daily(counts(30)),
    "too few for trees": daily(counts(149)),
    "just enough for trees": daily(counts(151)),
    "always the same": daily([7] * 200),
    "always zero": daily([0] * 200),
    "ten zeros": daily([0] * 10),
    "below zero": daily(-50 + counts(200)),
    "around zero": daily(counts(200) - counts(200, seed=1)),
    "exploding": daily(np.exp(np.arange(200) / 15)),
    "enormous": daily(1e12 + 1e9 * counts(200)),
    "tiny": daily(1e-9 * counts(200)),
    "seldom": daily(np.where(np.arange(200) % 37 == 0, 5, 0)),
    "one sale on the last day": daily([0] * 199 + [5]),
    "nothing known but one day": daily([np.nan] * 50 + [3]),
    "a third unknown": daily(np.where(counts(250, 1, 3) == 0, np.nan, counts(250))),
    "unknown lately": daily(np.r_[counts(200), [np.nan] * 20]),
    "unknown for ten months": daily(np.r_[counts(300), [np.nan] * 300]),
    "known long ago": daily(np.r_[counts(300), [np.nan] * 790]),
    "known long ago and just now": daily(np.r_[counts(300), [np.nan] * 780, counts(20)]),
    "open one day a week": daily(np.where(np.arange(400) % 7 == 5, counts(400), 0)),
    "infinite once": daily(np.r_[counts(50), np.inf, counts(50)]),
}


@pytest.mark.parametrize("horizon", [1, 45])
@pytest.mark.parametrize("name", AWKWARD)
def test_any_history_has_a_forecast(name: str, horizon: int) -> None:
    """Short, flat, gappy, negative and exploding histories give finite, ordered days."""
    assert sound(forecast(AWKWARD[name], horizon, "MX"), horizon)


@settings(max_examples=25, deadline=None)
@given(
    values=st.lists(
        st.one_of(st.just(0.0), st.floats(-1e6, 1e6), st.integers(0, 30).map(float)),
        min_size=1, max_size=90,
    ),
    horizon=st.integers(1, 20),
)  # fmt: skip
def test_ranges_lie_inside_one_another(values: list[float], horizon: int) -> None:
    """The 95 % range holds the 80 % range, which holds the central path."""
    assert sound(forecast(daily(values), horizon), horizon)


@settings(max_examples=15, deadline=None)
@given(values=st.lists(st.sampled_from([0.0, 0.5, 1.0, 7.0, 400.0]), min_size=1, max_size=90))
def test_what_was_never_negative_is_not_forecast_negative(values: list[float]) -> None:
    """Counts and amounts stay at zero or above, ranges included."""
    assert (forecast(daily(values), 15).lo95 >= 0).all()


def test_what_was_negative_may_be_again() -> None:
    """A balance that is usually below zero is forecast below zero."""
    assert (forecast(daily(-500 + counts(200)), 14).mean < -400).all()


@pytest.mark.parametrize("days", [20, 40, 68, 150, 400])
def test_one_huge_last_day_bends_nothing(days: int) -> None:
    """A hundred times the usual on the last day leaves the next week as it was."""
    found = forecast(daily(np.r_[counts(days - 1), 2000]), 7)
    assert found.mean.mean() == pytest.approx(20, rel=0.35)
    assert found.hi80.max() < 60


@pytest.mark.parametrize("back", [2, 5, 10, 30])
@pytest.mark.parametrize("days", [40, 100, 300])
def test_a_huge_day_some_time_ago_bends_nothing(days: int, back: int) -> None:
    """What came after a spike is not taken for news."""
    values = counts(days)
    values[-back] = 900
    found = forecast(daily(values), 14)
    assert found.mean.mean() == pytest.approx(20, rel=0.25)
    assert (found.hi80 - found.lo80).mean() < 20


@pytest.mark.parametrize("days", [60, 100, 400])
def test_a_new_level_is_followed(days: int) -> None:
    """Four weeks at three times the level are the level."""
    found = forecast(daily(np.r_[counts(days - 28), counts(28, 60)]), 14)
    assert found.mean.mean() == pytest.approx(60, rel=0.2)


def test_a_level_that_jumped_once_does_not_jump_again() -> None:
    """A hundred days at ten times the level are followed by more of the same."""
    found = forecast(daily(np.r_[counts(300, 5), counts(100, 50)]), 14)
    assert found.mean.mean() == pytest.approx(50, rel=0.2)


def test_what_began_lately_goes_on_as_it_began() -> None:
    """A tour that sold nothing for most of a year and fifty a day since is forecast at fifty."""
    found = forecast(daily([0] * 300 + [50] * 100), 14)
    assert found.mean.to_numpy() == pytest.approx(50, rel=0.2)


def test_a_business_that_ended_is_forecast_to_stay_ended() -> None:
    """Two months of nothing are followed by nothing."""
    assert (forecast(daily(np.r_[counts(300), [0] * 60]), 14).mean < 1).all()


def test_a_closed_weekday_is_zero() -> None:
    """Nothing is forecast, and nothing is possible, on a weekday on which nothing happens."""
    history = daily(np.where(np.arange(200) % 7 == 6, 0, counts(200)))
    found = forecast(history, 21)
    sundays = found.mean.index.day_of_week == 6
    assert (found.hi95[sundays] == 0).all()
    assert (found.mean[~sundays] > 10).all()


def test_a_weekday_that_closed_two_months_ago_is_zero() -> None:
    """Eight empty Mondays in a row, in a business that is otherwise open, are a closed day."""
    index = np.arange(300)
    history = daily(np.where((index % 7 == 0) & (index > 240), 0, counts(300)))
    found = forecast(history, 14)
    assert (found.mean[found.mean.index.day_of_week == 0] == 0).all()


def test_a_day_missing_from_the_index_is_a_day_that_is_not_known() -> None:
    """A row left out and a row of NaN are the same history."""
    history = daily(counts(120))
    gone = [30, 31, 80]
    left_out, unknown = history.drop(history.index[gone]), history.copy()
    unknown.iloc[gone] = np.nan
    pd.testing.assert_series_equal(forecast(left_out, 7).mean, forecast(unknown, 7).mean)


def test_a_gap_is_not_taken_for_zeros() -> None:
    """Ten unknown days before the last week do not lower the forecast."""
    values = counts(150)
    values[-17:-7] = np.nan
    assert forecast(daily(values), 7).mean.mean() == pytest.approx(20, rel=0.25)


def test_the_29th_of_february_is_a_day_like_others() -> None:
    """A history across a leap day, and a horizon that reaches one, have every day once."""
    across = forecast(daily(counts(120), "2023-12-01"), 3).mean
    reached = forecast(daily(counts(150), "2023-09-30"), 5).mean
    assert across.index[0] == pd.Timestamp("2024-03-30")
    assert pd.Timestamp("2024-02-29") in reached.index
