"""The forecaster for anybody with a daily series: one function, one result."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from vocero.forecasting.history import history as of_days
from vocero.forecasting.predicting import LONGEST, predict

_CHANCES = (0.025, 0.1, 0.9, 0.975)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The days after a history's last one: five series over the same index.

    `mean` is the central path, about the median of what may come; in 80 of 100 days the value lies
    from `lo80` to `hi80`, in 95 of 100 from `lo95` to `hi95`.
    """

    mean: pd.Series
    lo80: pd.Series
    hi80: pd.Series
    lo95: pd.Series
    hi95: pd.Series


def forecast(history: pd.Series, horizon: int, country: str | None = None) -> Forecast:
    """Forecast a daily series: as many days as the horizon after its last one.

    The index is a DatetimeIndex; a NaN or a gap is a day that is not known. `country` (ISO 3166)
    names the public holidays. A series without negatives gets no negative forecast, a weekday on
    which nothing ever happens gets zero. Raises ValueError for an empty series, one without a
    number, days out of order or a horizon under one day.
    """
    found = predict(of_days(history, horizon, country, LONGEST))
    index = _index(history, horizon)
    lo95, lo80, hi80, hi95 = found.quantiles(_CHANCES)

    parts = (found.centre, lo80, hi80, lo95, hi95)
    return Forecast(*(pd.Series(values, index=index) for values in parts))


def _index(history_: pd.Series, horizon: int) -> pd.DatetimeIndex:
    """Give the days ahead, in the history's own time zone."""
    dates = pd.DatetimeIndex(history_.index)
    last = dates[-1].tz_localize(None).normalize()
    ahead = pd.date_range(last + pd.Timedelta(days=1), periods=horizon, freq="D")
    if dates.tz is None:
        return ahead
    # Havana's clocks go back at one in the morning: a midnight that comes twice is its first.
    first = np.ones(horizon, bool)
    return ahead.tz_localize(dates.tz, nonexistent="shift_forward", ambiguous=first)
