"""What is booked already informs a forecast by date of travel: the nearer the day, the more.

The final number is what is booked plus what is still picked up, or times what it has grown by
(A. Zakhary et al., "Forecasting hotel arrivals and occupancy", 2011, call both pickup methods);
past forecasts tell for each distance how much of that, and how much of the series' own forecast,
comes nearest.
"""

from dataclasses import replace

import numpy as np

from vocero.forecasting.history import Values
from vocero.forecasting.lags import Positions
from vocero.forecasting.prediction import Errors, Prediction, weights_by

_WINDOW = 120
_BAND = 3
_SHARES = np.linspace(0, 1, 11)


def paced(made: Prediction, finals: Values, past: Values, ahead: Values) -> Prediction:
    """Let bookings on the books move a prediction.

    `finals` (n) are the history's values; `past` (n × H) what was booked for each of its days 1 … H
    days before; `ahead` (H) what is booked now for each day of the horizon. A history with closed
    weekdays keeps its prediction.
    """
    if not made.open.all():
        return made
    errors = made.errors
    reach = min(errors.forecast.shape[1], past.shape[1])
    forecast, centre = errors.forecast.copy(), made.centre.copy()
    for step in range(reach):
        picked = _picked(finals[-_WINDOW:], past[-_WINDOW:, step])
        rows, days = _targets(errors, len(finals), step)
        if picked is None or len(rows) == 0:
            continue
        share = _share(errors, finals, past, step, picked)
        then = picked[0] * past[days, step] + picked[1]
        forecast[rows, step] = (1 - share) * errors.forecast[rows, step] + share * then
        now = picked[0] * ahead[step] + picked[1]
        centre[step] = (1 - share) * made.centre[step] + share * now
    return replace(made, centre=np.maximum(centre, ahead * _stay(finals, past)),
                   errors=replace(errors, forecast=forecast))  # fmt: skip


def _picked(finals: Values, booked: Values) -> tuple[float, float] | None:
    """Give by what the booked grew in the window (factor, addition): whichever erred less."""
    if not booked.any():
        return None
    factor = float(finals.sum() / booked.sum())
    addition = float((finals - booked).mean())
    grown = float(((finals - factor * booked) ** 2).mean())
    added = float(((finals - booked - addition) ** 2).mean())
    return (factor, 0.0) if grown < added else (1.0, addition)


def _targets(errors: Errors, n: int, step: int) -> tuple[Positions, Positions]:
    """Give the past forecasts (rows) whose day at this step has come, and that day's position."""
    rows = np.flatnonzero(~np.isnan(errors.actual[:, step]))
    return rows, (n - errors.age[rows] + step).astype(np.int64)


def _share(
    errors: Errors, finals: Values, past: Values, step: int, picked: tuple[float, float]
) -> float:
    """Give the share of the pickup that would have erred least, over the steps around this one."""
    off = np.zeros(len(_SHARES))
    for near in range(max(step - _BAND, 0), min(step + _BAND + 1, past.shape[1])):
        if near >= errors.forecast.shape[1]:
            break
        rows, days = _targets(errors, len(finals), near)
        booked = picked[0] * past[days, near] + picked[1]
        alone = errors.forecast[rows, near]
        mixed = (1 - _SHARES[:, None]) * alone + _SHARES[:, None] * booked
        weights = weights_by(errors.age[rows])
        off += (weights * (mixed - finals[days]) ** 2).sum(axis=1)
    return float(_SHARES[int(np.argmin(off))])


def _stay(finals: Values, past: Values) -> float:
    """Give the share of bookings that does not fall away: a forecast is never below that."""
    booked = past[-_WINDOW:, 0].sum()
    return float(min(finals[-_WINDOW:].sum() / booked, 1.0) * 0.9) if booked else 0.0
