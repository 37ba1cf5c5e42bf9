"""How much a constant change over any run of days is worth, all runs of a history at once.

With P the inverse of the days' covariance and h the run's indicator, generalised least squares puts
the change at hᵀPy / hᵀPh, with a deviation of 1 / √(hᵀPh): for one day that is its leave-one-out
residual, for a run a matched filter, which no odd day within it hides. Prefix sums of P give hᵀPh
of every run; taking a run out of what is learned from is a change of rank one. P depends on the
days alone, so series over the same days share it.
"""

import numpy as np
import numpy.typing as npt
from scipy.linalg.lapack import dpotrf, dpotri

from vocero.forecasting.gaussian import Grid
from vocero.forecasting.history import History, Values
from vocero.forecasting.presets import Preset

COVARIANCE = Preset(
    scale="raw", level=0.421, level_days=264.0, swing=0.0351, swing_days=3.97,
    week=1.59, week_drift=0.294, week_days=104.0, year=0.121, year_smooth=0.824, year_days=2240.0,
    week_in_year=0.34, trend=1.72, named=2.0, common=0.743,
)  # fmt: skip
"""The one that found most of what was planted in public series (bench/anomalies)."""
LENGTHS = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 17, 21, 28, 35, 42)
"""Days of the runs that are looked at; after them comes what has lasted until the end."""
STEP = len(LENGTHS)
SETTLED = 28
"""Days after which a new level is the usual one."""
_STEP_FROM_EDGE = 10
_LARGEST_GAP = 2
_NOTHING_LEFT = 1e-3
Indices = npt.NDArray[np.int64]


class Windows:
    """Runs of kept days, `start` … `stop` − 1, each of LENGTHS[`size`] days, or a step (STEP).

    They lie by size, those of size n at `sizes[n]`; `weight` is hᵀPh of each.
    """

    def __init__(self, history: History) -> None:
        self.past = past = history.past
        self.precision = _inverse(Grid(history), past)
        self._prefix = np.zeros((past + 1, past + 1))
        self._prefix[1:, 1:] = self.precision.cumsum(0).cumsum(1)
        self.start, self.stop, self.size = _runs(history.kept[:past])
        self.sizes = [slice(*np.searchsorted(self.size, [n, n + 1])) for n in range(STEP + 1)]
        self.weight = self.cross(self.start, self.stop, self.start, self.stop)

    def cross(self, start: Indices, stop: Indices, others: Indices, ends: Indices) -> Values:
        """Give gᵀPh for runs g and h, pair by pair (or broadcast)."""
        of = self._prefix
        return np.asarray(of[stop, ends] - of[start, ends] - of[stop, others] + of[start, others])

    def column(self, start: int, stop: int) -> Values:
        """Give Ph of one run."""
        return np.diff(self._prefix[:, stop] - self._prefix[:, start])

    def spread(self, level: Values) -> Values:
        """Give the root of every run's mean level; a step is judged by its first weeks."""
        prefix = np.concatenate([[0.0], np.cumsum(level)])
        stop = np.minimum(self.stop, self.start + max(*LENGTHS, SETTLED))
        return np.asarray(np.sqrt((prefix[stop] - prefix[self.start]) / (stop - self.start)))

    def sums(self, values: Values) -> Values:
        """Give every run's sum of some values, one a kept day."""
        prefix = np.concatenate([[0.0], np.cumsum(values)])
        return np.asarray(prefix[self.stop] - prefix[self.start])


class Search:
    """One series over its windows: `seen` are its kept days, standardised.

    Runs that were taken out bend no other run's change.
    """

    def __init__(self, windows: Windows, seen: Values) -> None:
        self._windows = windows
        self._first_image = windows.precision @ seen
        self._image = self._first_image
        self._weight = windows.weight.copy()
        self._columns: list[tuple[Values, float]] = []

    def alone(self) -> Values:
        """Give by how much each day is off from what all other days say of it."""
        return np.asarray(self._image / np.diag(self._windows.precision))

    def changes(self) -> Values:
        """Give every run's change in its own deviations; 0 where nothing of it is left."""
        weight = self._weight
        left = weight > _NOTHING_LEFT * self._windows.weight
        root = np.sqrt(np.where(left, weight, 1.0))
        return np.where(left, self._windows.sums(self._image) / root, 0.0)

    def take_out(self, start: int, stop: int) -> None:
        """Let a run have any change, so that nothing is learned from its height."""
        column = self._windows.column(start, stop)
        for other, weight in self._columns:
            column = column - other * (other[start:stop].sum() / weight)
        weight = float(column[start:stop].sum())
        self._image = self._image - column * (self._image[start:stop].sum() / weight)
        self._weight = self._weight - self._windows.sums(column) ** 2 / weight
        self._columns.append((column, weight))

    def effects(self, runs: Indices) -> tuple[Values, Values]:
        """Give the changes of some runs (start, stop), all at once, and their covariance."""
        start, stop = runs.T
        gram = self._windows.cross(start[:, None], stop[:, None], start[None], stop[None])
        prefix = np.concatenate([[0.0], np.cumsum(self._first_image)])
        covariance = np.linalg.pinv(gram, hermitian=True)
        return covariance @ (prefix[stop] - prefix[start]), covariance


def _inverse(grid: Grid, past: int) -> Values:
    covariance = grid.covariance(COVARIANCE, np.zeros(past, np.float32))[:past, :past]
    factor, failed = dpotrf(covariance.T.astype(np.float64), lower=1, overwrite_a=1, clean=1)
    if failed:
        raise ArithmeticError("a covariance is not positive definite")
    lower, _ = dpotri(factor, lower=1, overwrite_c=1)
    return np.asarray(lower + np.tril(lower, -1).T)


def _runs(days: Indices) -> tuple[Indices, Indices, Indices]:
    """List all runs of each length; one that bridges weeks of unknown days is none."""
    past = len(days)
    found = []
    for size, length in enumerate(LENGTHS):
        start = np.arange(max(past - length + 1, 0))
        close = days[start + length - 1] - days[start] < _LARGEST_GAP * (length + 1)
        found.append(_of_size(start[close], start[close] + length, size))
    steps = np.arange(_STEP_FROM_EDGE, past - _STEP_FROM_EDGE)
    found.append(_of_size(steps, np.full(len(steps), past), STEP))
    start, stop, sizes = np.concatenate(found, axis=1)
    return start, stop, sizes


def _of_size(start: Indices, stop: Indices, size: int) -> Indices:
    return np.stack([start, stop, np.full(len(start), size)]).astype(np.int64)
