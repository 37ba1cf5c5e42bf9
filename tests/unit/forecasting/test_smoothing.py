"""Smoothing follows levels and weekdays, knows no future, and weighs what it would have served."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.forecasting.made import WEEK, counts, daily, tours
from vocero.forecasting.choosing import choose
from vocero.forecasting.history import History, history
from vocero.forecasting.predicting import LONGEST
from vocero.forecasting.smoothing import smoothing

AHEAD = 30
SLOW, FAST = 0, 23


def of(values: np.ndarray) -> History:
    """A history of made-up days."""
    return history(daily(values), AHEAD, None, LONGEST)


def ahead(made: History, known: int, steps: int = 14) -> np.ndarray:
    """The next steps at all paces, from so many known days."""
    return smoothing(made).all(np.full(steps, known), known + np.arange(steps))


@settings(max_examples=15, deadline=None)
@given(known=st.integers(50, 190), seed=st.integers(0, 9))
def test_a_past_forecast_is_the_one_that_was_possible_then(known: int, seed: int) -> None:
    """What came after day o leaves every pace's forecast from o days as it was, up to the unit."""
    values = 1 + counts(200, 30, seed)
    other = np.r_[values[:known], values[known:][::-1]]
    assert ahead(of(values), known) == pytest.approx(ahead(of(other), known))


def test_weekdays_keep_their_heights() -> None:
    """A week that always repeats is forecast as it is where weekdays are followed fast."""
    week = 100 * np.resize(WEEK, 250)
    found = ahead(of(week[:236]), 236)[:, 3::4]
    assert found == pytest.approx(np.repeat(week[236:, None], found.shape[1], axis=1), rel=0.05)


def test_a_fast_pace_follows_a_new_level_before_a_slow_one() -> None:
    """Two weeks of a level a third higher are nearly all to the fast pace, little to the slow."""
    found = ahead(of(np.r_[counts(200, 90), 30 + counts(14, 90, 1)]), 214).mean(axis=0)
    assert found[FAST] > 112
    assert found[SLOW] < 102


def test_a_spike_bends_no_pace_that_is_not_in_haste() -> None:
    """A day of a hundred times the usual counts like a very good one."""
    calm = counts(200, 50)
    spike = np.r_[calm[:-1], 5000]
    before, after = (ahead(of(values), 200)[:, :12] for values in (calm, spike))
    assert np.abs(after / before - 1).mean() < 0.1


def test_a_holiday_tells_little_of_other_days() -> None:
    """A closed first of May lowers the next days by less than a closed ordinary day does."""
    values = counts(486, 50)  # The last day is 30 April 2025.
    low = [
        smoothing(history(daily(np.r_[values[: 486 + late], 0]), AHEAD, "MX", LONGEST))
        .level[-1, : FAST + 1].mean()
        for late in (0, -7)
    ]  # fmt: skip
    assert low[0] > low[1]


@settings(max_examples=15, deadline=None)
@given(values=st.lists(st.sampled_from([0.0, 0.5, 7.0, 400.0]), min_size=1, max_size=60))
def test_what_was_never_negative_is_smoothed_to_zero_or_more(values: list[float]) -> None:
    """No pace goes below zero, and every one is finite."""
    found = ahead(of(np.array(values)), len(values))
    assert np.isfinite(found).all()
    assert (found >= 0).all()


def test_what_is_negative_is_smoothed_as_it_is() -> None:
    """A balance below zero is followed below zero."""
    assert ahead(of(-500 + counts(200)), 200) == pytest.approx(-480, abs=25)


def test_a_level_and_noise_is_smoothed_more_than_a_season() -> None:
    """Smoothing has more of a say where there is nothing but a level that drifts."""
    drift = 300 + np.cumsum(np.random.default_rng(2).normal(0, 4, 400))
    noise = drift + np.random.default_rng(3).normal(0, 30, 400)
    seasonal = choose(history(tours(800), AHEAD, "MX", LONGEST)).weight
    assert choose(of(noise)).weight > seasonal


def test_its_weight_is_what_was_left_of_the_best_one() -> None:
    """However well it would have served, the other members keep at least two fifths."""
    assert all(0 <= choose(of(counts(days))).weight <= 0.6 for days in (70, 150, 400))


def test_too_few_days_are_not_smoothed() -> None:
    """Where nothing can be tried smoothing has no weight."""
    assert choose(of(counts(66))).smoothed is None
