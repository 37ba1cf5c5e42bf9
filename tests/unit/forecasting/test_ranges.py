"""Ranges hold as many days as they say, and totals and chances agree with them."""

import datetime as dt
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.forecasting.made import counts, daily
from vocero.forecasting import forecast
from vocero.forecasting.history import Flags, history
from vocero.forecasting.predicting import LONGEST, predict
from vocero.forecasting.prediction import Prediction, bounded, weighted_quantiles

Draw = Callable[[np.random.Generator, int], np.ndarray]
DRAWN: dict[str, Draw] = {
    "few a day": lambda chance, days: chance.poisson(4, days),
    "many a day": lambda chance, days: chance.poisson(50, days),
    "amounts": lambda chance, days: chance.normal(1000, 150, days),
}
AHEAD, SERIES = 30, 6


@pytest.mark.parametrize("name", DRAWN)
def test_eighty_of_a_hundred_days_lie_in_the_range(name: str) -> None:
    """Over six series without a pattern, 70 to 90 % of the days fall into the 80 % range."""
    inside = []
    for seed in range(SERIES):
        drawn = DRAWN[name](np.random.default_rng(seed), 300 + AHEAD).astype(float)
        found = forecast(daily(drawn[:300]), AHEAD)
        came = drawn[300:]
        inside.append((found.lo80.to_numpy() <= came) & (came <= found.hi80.to_numpy()))
    assert 0.7 <= np.mean(inside) <= 0.9


def test_a_month_is_less_sure_than_a_day_when_levels_wander() -> None:
    """The range of a random walk widens with every step."""
    walk = 500 + np.cumsum(np.random.default_rng(1).normal(0, 10, 300))
    found = forecast(daily(walk), AHEAD)
    width = (found.hi80 - found.lo80).to_numpy()
    assert width[-5:].mean() > 1.5 * width[:5].mean()


def test_what_never_changed_has_no_range() -> None:
    """Two hundred days of seven are followed by seven, surely."""
    found = forecast(daily([7] * 200), 10)
    assert found.lo95.to_numpy() == pytest.approx(7, abs=0.01)
    assert found.hi95.to_numpy() == pytest.approx(7, abs=0.01)


@pytest.fixture(scope="module", params=["short", "long", "closed on Sundays"])
def prediction(request: pytest.FixtureRequest) -> Prediction:
    """Predictions with errors that are supposed, with real ones, and with closed days."""
    values = {"short": counts(40), "long": counts(300),
              "closed on Sundays": np.where(np.arange(300) % 7 == 6, 0, counts(300))}  # fmt: skip
    return predict(history(daily(values[request.param]), AHEAD, "MX", LONGEST))


def days(prediction: Prediction, first: int, last: int) -> Flags:
    """Some of the days ahead, by their number."""
    at = np.arange(len(prediction.days))
    return (at >= first) & (at <= last)


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 6), (10, 20), (0, AHEAD - 1)])
def test_the_range_of_a_total_holds_the_total(
    prediction: Prediction, first: int, last: int
) -> None:
    """What is expected is never outside of what is likely."""
    some = days(prediction, first, last)
    low, high = prediction.total_range(some)
    assert low <= prediction.total(some) <= high


def test_a_total_is_surer_than_its_days() -> None:
    """Good and bad days offset each other: a sum's range is narrower than the ranges' sum."""
    prediction = predict(history(daily(counts(300)), AHEAD, "MX", LONGEST))
    every = days(prediction, 0, AHEAD - 1)
    low, high = prediction.total_range(every)
    lows, highs = prediction.quantiles((0.1, 0.9))
    assert high - low < 0.6 * (highs - lows).sum()


def test_a_chance_falls_as_more_is_asked_for(prediction: Prediction) -> None:
    """Whoever wants more is less likely to get it."""
    month = days(prediction, 0, AHEAD - 1)
    asked = np.linspace(0, 2, 41) * prediction.total(month)
    chances = [prediction.chance(month, amount) for amount in asked]
    assert (np.diff(chances) <= 1e-12).all()
    assert chances[0] == pytest.approx(0.99)
    assert chances[-1] == pytest.approx(0.01)


def test_the_expected_total_is_about_as_likely_as_not(prediction: Prediction) -> None:
    """Half of what may come lies above what is expected."""
    month = days(prediction, 0, AHEAD - 1)
    assert 0.25 <= prediction.chance(month, prediction.total(month)) <= 0.75


def test_days_are_found_by_date(prediction: Prediction) -> None:
    """A span has both its ends, and only the days ahead."""
    first = prediction.days[0].astype(dt.date)
    assert prediction.within(first, first + dt.timedelta(days=6)).sum() == 7
    assert prediction.within(first - dt.timedelta(days=9), first).sum() == 1


def test_no_days_have_no_total(prediction: Prediction) -> None:
    """The total of nothing is zero, surely."""
    none = np.zeros(AHEAD, bool)
    assert prediction.total_range(none).tolist() == [0, 0]


def test_a_quantile_counts_by_weight() -> None:
    """A value with nearly all the weight is nearly every quantile; a NaN has none."""
    values, weights = np.array([1.0, 5.0, np.nan]), np.array([0.01, 0.99, 9.0])
    assert weighted_quantiles(values, weights, (0.5,))[0] == pytest.approx(5, abs=0.05)


def test_the_quantiles_of_nothing_are_zero() -> None:
    """Where no error is known none is supposed."""
    assert weighted_quantiles(np.array([np.nan]), np.ones(1), (0.1, 0.9)).tolist() == [0, 0]


def test_a_restless_weekday_has_a_wider_range() -> None:
    """Saturdays that vary four times as much as other days are less sure than those."""
    chance = np.random.default_rng(5)
    size = np.where(np.arange(420) % 7 == 5, 40, 10)
    found = forecast(daily(200 + size * chance.standard_normal(420)), 14)
    width = (found.hi80 - found.lo80).to_numpy()
    saturday = found.hi80.index.day_of_week == 5
    assert width[saturday].mean() > 1.3 * width[~saturday].mean()


@given(spike=st.floats(10, 1e9))
def test_a_spike_among_errors_counts_as_a_few_usual_ones(spike: float) -> None:
    """However large an error is, its size is bounded by the median one's."""
    assert bounded(np.array([1.0, -1.0, 1.0, np.nan, -spike]))[-1] == pytest.approx(5)


def test_errors_that_are_mostly_nothing_are_not_bounded() -> None:
    """What sells seldom is rarely wrong, and then by all of it."""
    assert bounded(np.array([0.0, 0.0, 7.0])).tolist() == [0, 0, 7]
