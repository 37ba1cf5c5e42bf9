"""Gaussian-process regression in which one Cholesky factor holds every past day's forecast.

With K = L·Lᵀ and z = L⁻¹·y, row s of L says what day s takes from the days before it, so
L[s, :o]·z[:o] is the forecast of day s as it would have been made when only o days were known: the
honest backtest of a covariance costs nothing beyond fitting it (on covariances: G. Corani,
A. Benavoli, M. Zaffalon, "Time series forecasting with Gaussian processes needs priors", 2021).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg.lapack import spotrf, strtrs

from vocero.forecasting.history import History, Values
from vocero.forecasting.presets import LEVEL, NOISE, Preset
from vocero.forecasting.scales import View, view

Floats = npt.NDArray[np.float32]
YEAR = 365.25
_STRANGE = 3.5
"""A surprise beyond so many of the usual size makes a day count less."""
_RECENT = 365
_LEAST_USUAL = 0.25
_SPIKE_DAYS = 3
_NO_SIZE = 14
"""So few days do not tell how well they are forecast: the prior's word is taken."""


class Grid:
    """What all covariances of one history share: its days, and which of them are alike."""

    def __init__(self, history: History) -> None:
        self.history = history
        kept = history.kept
        common, named = history.calendar.common[kept], history.calendar.named[kept]
        self._common = common @ common.T
        self._named = _alike(named)
        years = ((kept - history.n) / YEAR).astype(np.float32)
        self._trend = np.outer(years, years)
        self._product = np.empty_like(self._trend)
        self._all = len(kept) == len(history.days)

    def covariance(self, preset: Preset, doubt: Floats) -> Floats:
        """Give the covariance of the kept days; `doubt` adds to the noise of past ones."""
        full = toeplitz(stationary(preset, len(self.history.days)))
        kept = self.history.kept
        matrix = full.copy() if self._all else full[np.ix_(kept, kept)]
        for weight, part in (
            (preset.trend, self._trend), (preset.common, self._common), (preset.named, self._named),
        ):  # fmt: skip
            # Into one place again and again: fresh memory for each took a third of the time.
            np.multiply(part, np.float32(weight), out=self._product)
            matrix += self._product
        noise = np.full(len(kept), NOISE, np.float32)
        noise[: len(doubt)] += NOISE * doubt
        matrix[np.diag_indices(len(kept))] += noise
        return matrix


def _alike(named: Floats) -> Floats:
    """Give how alike each two days are by their holidays; most days have none."""
    some = np.flatnonzero(named.any(axis=1))
    alike = np.zeros((len(named), len(named)), np.float32)
    alike[np.ix_(some, some)] = named[some] @ named[some].T
    return alike


@dataclass(frozen=True, slots=True)
class Fit:
    """A covariance fitted to a history: `factor` is L over the kept days, `surprise` is z.

    What `factor` holds above its diagonal means nothing.
    """

    preset: Preset
    factor: Floats
    surprise: Floats
    view: View

    def ahead(self, known: int, steps: int) -> Values:
        """Forecast the kept days known … known + steps − 1 from the days before them."""
        seen = self.factor[known : known + steps, :known] @ self.surprise[:known]
        return self.view.back(seen)

    def spread(self, steps: int) -> Values:
        """Give the standard deviation of each of the next steps, on the view's scale."""
        past = len(self.surprise)
        rows = np.tril(self.factor[past : past + steps, past:]).astype(np.float64)
        size = 1.0 if past < _NO_SIZE else float(np.sqrt(np.mean(self.surprise**2)))
        return np.asarray(size * np.sqrt((rows**2).sum(axis=1)))

    def running(self) -> Floats:
        """Give every forecast: [s, o − 1] is that of day s from o days, on the view's scale."""
        # The factor lies in memory by columns: to add up whole columns is three times as fast.
        sums = self.factor.T[: len(self.surprise)] * self.surprise[:, None]
        for known in range(1, len(sums)):
            sums[known] += sums[known - 1]
        return np.asarray(sums.T)


def fit(grid: Grid, preset: Preset, doubt: Floats) -> Fit:
    """Fit a covariance; `doubt` (one number a past kept day) says how little a day counts."""
    history = grid.history
    seen = view(history.known, preset.scale, negative=history.negative)
    factor, failed = spotrf(grid.covariance(preset, doubt).T, lower=1, overwrite_a=1, clean=0)
    if failed:
        raise ArithmeticError("a covariance is not positive definite")
    # The days to come are solved for as well, as zeros: a part of the factor would be copied.
    whole = np.zeros(len(factor), np.float32)
    whole[: history.past] = seen.seen
    surprise, _ = strtrs(factor, whole, lower=1)
    return Fit(preset, factor, surprise[: history.past], seen)


def doubts(grid: Grid, preset: Preset) -> Floats:
    """Give days that surprise beyond reason more noise, so that one spike bends no forecast."""
    none = np.zeros(grid.history.past, np.float32)
    surprise = fit(grid, preset, none).surprise
    size = np.abs(surprise)
    usual = max(1.4826 * float(np.median(size[-_RECENT:])), _LEAST_USUAL)
    times = size / usual
    strange = times > _STRANGE
    lasting = _lasting(strange & (surprise > 0)) | _lasting(strange & (surprise < 0))
    return np.where(strange & ~lasting, (times / 2) ** 2, 0).astype(np.float32)


def _lasting(strange: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Tell which strange days belong to a run of more than three: a new level is no spike.

    They must all surprise the same way: after a spike, usual days surprise the other way.
    """
    padded = np.concatenate([[False], strange, [False]]).astype(np.int8)
    starts, ends = (np.flatnonzero(np.diff(padded) == way) for way in (1, -1))
    lasting = np.zeros(len(strange), bool)
    for start, end in zip(starts, ends, strict=True):
        lasting[start:end] = end - start > _SPIKE_DAYS
    return lasting


def stationary(preset: Preset, length: int) -> Floats:
    """Give the covariance of two days by how many days lie between them, 0 … length − 1."""
    lag = np.arange(length, dtype=np.float64)
    week = (lag % 7 == 0) - 1 / 7
    year = np.exp(-2 * np.sin(np.pi * lag / YEAR) ** 2 / preset.year_smooth**2)
    return np.asarray(
        LEVEL
        + preset.level * np.exp(-lag / preset.level_days)
        + preset.swing * np.exp(-lag / preset.swing_days)
        + preset.week * week * (1 + preset.week_drift * np.exp(-lag / preset.week_days))
        + preset.year * year * np.exp(-lag / preset.year_days)
        + preset.week_in_year * week * year,
        dtype=np.float32,
    )


def toeplitz(by_lag: Floats) -> Floats:
    """View a function of the lag as a symmetric matrix, without copying it."""
    length = len(by_lag)
    both = np.concatenate([by_lag[:0:-1], by_lag])
    (stride,) = both.strides
    return np.lib.stride_tricks.as_strided(
        both[length - 1 :], (length, length), (-stride, stride), writeable=False
    )
