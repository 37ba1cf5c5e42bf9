"""A sale on a weekday that is closed: nothing was expected, so anything is unusual."""

import numpy as np

from vocero.forecasting.history import History
from vocero.forecasting.unusual.windows import Indices

_WEEKS = 8


def sold_when_closed(history: History) -> Indices:
    """List the days with something on them whose eight same weekdays before had nothing.

    Only weekdays that are closed today count; a day that is not known had nothing.
    """
    values = np.nan_to_num(history.values)
    on = np.flatnonzero(~history.open[: history.n] & (values != 0))
    return np.array([
        day for day in on
        if day >= 7 * _WEEKS and not values[day - 7 * _WEEKS : day : 7].any()
    ], np.int64)  # fmt: skip
