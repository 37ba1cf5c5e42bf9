"""Three common ways to find odd days; each gives every day a score with a sign."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from sklearn.ensemble import IsolationForest
from statsmodels.tsa.seasonal import STL

from bench.anomalies.plants import Values
from bench.anomalies.series import Series
from vocero.forecasting.calendar import named_holidays

Peer = Callable[[pd.Series, Series], Values]


def z_score(values: pd.Series, _: Series) -> Values:
    """Compare a day with mean and deviation of the 28 days before it."""
    before = values.shift(1).rolling(28, min_periods=14)
    return _finite((values - before.mean()) / before.std())


def stl(values: pd.Series, _: Series) -> Values:
    """Take what a robust STL with a period of a week leaves over, by its median deviation."""
    rest = STL(values, period=7, robust=True).fit().resid
    return _finite(rest / (1.4826 * float(np.median(np.abs(rest)))))


def isolation_forest(values: pd.Series, of: Series) -> Values:
    """Isolate days by value, calendar and lags, all values by the level of the four weeks before.

    A forest knows no direction: it is that from the median of the weeks around.
    """
    index = pd.DatetimeIndex(values.index)
    level = values.shift(1).rolling(28, min_periods=7).mean().bfill() + 1e-9
    years = range(index[0].year, index[-1].year + 1)
    holidays = {day for year in years for day in named_holidays(of.country, year)}
    features = pd.DataFrame({
        "value": values / level, "weekday": index.weekday, "month": index.month,
        "holiday": [day.date() in holidays for day in index],
        **{f"lag {lag}": values.shift(lag) / level for lag in (1, 7, 14)},
    }).fillna(1.0)  # fmt: skip
    forest = IsolationForest(n_estimators=200, random_state=0).fit(features)
    centre = values.rolling(29, center=True, min_periods=7).median()
    return _finite(-forest.score_samples(features) * np.sign(values - centre))


def _finite(score: pd.Series) -> Values:
    return np.nan_to_num(np.asarray(score, np.float64), nan=0.0, posinf=1e6, neginf=-1e6)


PEERS: dict[str, Peer] = {
    "z-score of 28 days": z_score,
    "STL, robust": stl,
    "isolation forest": isolation_forest,
}
