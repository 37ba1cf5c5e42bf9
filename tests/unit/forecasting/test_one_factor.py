"""One Cholesky factor holds every past forecast: as if each had been made on its day."""

import numpy as np
import pytest

from tests.unit.forecasting.made import counts, daily, tours
from vocero.forecasting.choosing import CHOSEN, choose
from vocero.forecasting.gaussian import Fit, Floats, Grid, doubts, fit, stationary, toeplitz
from vocero.forecasting.history import History, history
from vocero.forecasting.predicting import LONGEST
from vocero.forecasting.presets import Preset, presets

RAW = next(one for one in presets() if one.scale == "raw")
FACTS = ("level", "swing", "week", "year", "named", "common")


def of(values: np.ndarray, horizon: int = 30) -> History:
    """A history of made-up days."""
    return history(daily(values), horizon, "MX", LONGEST)


def plain(grid: Grid, preset: Preset) -> Fit:
    """A covariance fitted with every day counting alike."""
    return fit(grid, preset, np.zeros(grid.history.past, np.float32))


@pytest.mark.parametrize("known", [40, 90, 150])
def test_a_past_forecast_is_the_one_that_was_possible_then(known: int) -> None:
    """`ahead(o, k)` equals textbook regression on the first o days alone."""
    made = tours(200).to_numpy()
    whole = of(made)
    grid = Grid(whole)
    matrix = grid.covariance(RAW, np.zeros(200, np.float32)).astype(float)
    one = plain(grid, RAW)
    seen = one.view.seen[:known].astype(float)
    weights = np.linalg.solve(matrix[:known, :known], seen)
    fresh = one.view.back((matrix[known : known + 20, :known] @ weights).astype(np.float32))
    assert one.ahead(known, 20) == pytest.approx(fresh, rel=1e-3)


def test_a_past_forecast_does_not_know_what_came_after() -> None:
    """Other values after day o leave the forecast from o days as it was."""
    made = counts(150)
    other = np.r_[made[:100], made[100:][::-1]]
    first, second = (plain(Grid(of(values)), RAW) for values in (made, other))
    assert first.view.back(np.ones(1, np.float32)) == second.view.back(np.ones(1, np.float32))
    assert first.ahead(100, 20) == pytest.approx(second.ahead(100, 20), rel=1e-4)


def test_a_running_forecast_is_that_from_its_day() -> None:
    """Column o − 1 of `running` is what `ahead` gives from o days."""
    one = plain(Grid(of(counts(120))), RAW)
    from_100 = one.view.back(one.running()[100:115, 99])
    assert from_100 == pytest.approx(one.ahead(100, 15), rel=1e-3)


def test_the_farther_the_less_sure() -> None:
    """The spread of a step is no less than that of the same weekday a week before."""
    spread = plain(Grid(of(counts(200))), RAW).spread(28)
    assert (spread[7:] >= spread[:-7] - 1e-6).all()


def test_a_spike_is_doubted() -> None:
    """The day that stands out, first of all days, counts less, and usual days count in full."""
    doubt = doubts(Grid(of(np.r_[counts(100), 900, counts(40, seed=1)])), RAW)
    assert doubt.argmax() == 100
    assert not doubt[:100].any()


def test_a_new_level_is_not_doubted() -> None:
    """Four strange days and more in a row, all the same way, are news."""
    doubt: Floats = doubts(Grid(of(np.r_[counts(100), counts(40, 200, seed=1)])), RAW)
    assert not doubt[100:105].any()


def test_few_covariances_are_chosen_by_their_own_past() -> None:
    """The chosen ones forecast the last year better than the average of all."""
    whole = history(tours(600), 30, "MX", LONGEST)
    chosen = choose(whole)
    grid = Grid(whole)
    doubt = doubts(grid, presets()[0])
    origins = range(570, 400, -30)

    def error(fits: tuple[Fit, ...]) -> float:
        off = [np.abs(np.mean([one.ahead(o, 30) for one in fits], axis=0)
                      - whole.known[o : o + 30]).mean() for o in origins]  # fmt: skip
        return float(np.mean(off))

    assert len(chosen.fits) == CHOSEN
    assert error(chosen.fits) < error(tuple(fit(grid, p, doubt) for p in presets()))


def test_covariances_on_other_scales_are_not_tried_below_zero() -> None:
    """Roots and logarithms are for what is never negative."""
    chosen = choose(of(counts(200) - 20))
    assert {one.preset.scale for one in chosen.fits} == {"raw"}


@pytest.mark.parametrize("preset", presets())
def test_every_preset_is_a_covariance(preset: Preset) -> None:
    """Four years of its days have a positive definite matrix."""
    matrix = toeplitz(stationary(preset, 1400)).astype(float)
    assert np.linalg.eigvalsh(matrix + 0.3 * np.eye(1400)).min() > 0
    assert all(getattr(preset, fact) >= 0 for fact in FACTS)
