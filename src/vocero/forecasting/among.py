"""Many series over the same days: one factor for all, and parts that add up to their whole."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg.lapack import spotrf, strtrs

from vocero.forecasting.alone import one_thread
from vocero.forecasting.gaussian import Floats, Grid
from vocero.forecasting.history import History, Values
from vocero.forecasting.presets import Preset, presets

_FIRST, _JUDGED, _EVERY, _REACH = 60, 240, 14, 30
_CHOSEN = 2


@dataclass(frozen=True, slots=True)
class Parts:
    """Forecasts of m series over H days, and how much each varies: m mean squared errors."""

    centre: Values
    variance: Values


def forecast_parts(shared: History, values: Values) -> Parts:
    """Forecast m series (m × n) that are known on the same days as `shared`, over its horizon.

    A covariance depends on the days alone, so each is factored once for all series; for each
    series the two that would have forecast its past best are averaged.
    """
    with one_thread():
        return _forecast_parts(shared, values)


def _forecast_parts(shared: History, values: Values) -> Parts:
    kept = shared.kept[: shared.past]
    known = values[:, kept].T
    centre = np.median(known, axis=0)
    size = known.std(axis=0)
    size[size == 0] = 1.0
    seen = ((known - centre) / size).astype(np.float32)
    grid = Grid(shared)
    tried = [_tried(grid, preset, seen) for preset in presets() if preset.scale == "raw"]
    errors = np.array([error for _, error in tried])
    best = np.argsort(errors, axis=0, kind="stable")[:_CHOSEN]
    series = np.arange(values.shape[0])
    paths = np.array([path for path, _ in tried])
    found = np.zeros((values.shape[0], shared.horizon))
    path = paths[best, :, series].mean(axis=0)
    found[:, shared.open[shared.n :]] = centre[:, None] + size[:, None] * path
    nonnegative = (known >= 0).all(axis=0)
    found[nonnegative] = np.maximum(found[nonnegative], 0.0)
    variance = errors[best, series].mean(axis=0) * size**2
    return Parts(found, np.maximum(variance, 1e-12))


def _tried(grid: Grid, preset: Preset, seen: Floats) -> tuple[Values, Values]:
    """Give the paths ahead (steps × m) and each series' mean squared error of past forecasts."""
    factor, failed = spotrf(
        grid.covariance(preset, np.zeros(len(seen), np.float32)).T, lower=1, overwrite_a=1, clean=1
    )
    if failed:
        raise ArithmeticError("a covariance is not positive definite")
    past = len(seen)
    surprise, _ = strtrs(factor[:past, :past], seen, lower=1)
    errors = []
    for origin in range(past - 7, max(past - _JUDGED, min(_FIRST, past // 2)), -_EVERY):
        steps = min(_REACH, past - origin)
        off = factor[origin : origin + steps, :origin] @ surprise[:origin]
        errors.append(((off - seen[origin : origin + steps]) ** 2).mean(axis=0))
    ahead = factor[past:, :past] @ surprise
    mean = np.mean(errors, axis=0) if errors else np.ones(seen.shape[1])
    return ahead.astype(np.float64), np.asarray(mean, dtype=np.float64)


def reconciled(parts: Parts, whole: Values, *, negative: bool = False) -> Values:
    """Move the parts (m × H) so that each day's add up to the whole, the uncertain ones most.

    This is weighted least squares with the top held fixed (B. Zhang et al., "Optimal reconciliation
    with immutable forecasts", 2023): a whole is the same number whether it is split or not. Unless
    `negative`, no part goes below zero.
    """
    weight = parts.variance / parts.variance.sum()
    found = parts.centre + weight[:, None] * (whole - parts.centre.sum(axis=0))
    if negative:
        return found
    days = range(len(whole))
    return np.stack([_at_least_zero(found[:, day], whole[day]) for day in days], axis=1)


def _at_least_zero(parts: Values, whole: float) -> Values:
    """Put what would be below zero to zero, and take it from the others in proportion."""
    if whole <= 0:
        return np.zeros(len(parts))
    positive: npt.NDArray[np.float64] = np.maximum(parts, 0.0)
    total = float(positive.sum())
    return positive * (whole / total) if total > 0 else np.full(len(parts), whole / len(parts))
