"""The forecaster and its peers, each as one function of a history."""

import logging
from collections.abc import Callable

import holidays
import numpy as np
import pandas as pd
from lightgbm import LGBMRegressor
from prophet import Prophet
from skforecast.recursive import ForecasterRecursive
from statsforecast.models import MSTL, AutoETS, AutoTheta, SeasonalNaive

from vocero.forecasting import forecast

AHEAD = 30
CHANCES = (0.025, 0.1, 0.5, 0.9, 0.975)
OURS = "Vocero"
LAGS, HELD_BACK = 28, 60
Quantiles = np.ndarray
"""One row a chance, one column a day; the middle row is the central path."""
Method = Callable[[pd.Series, str | None], Quantiles]


def ours(history: pd.Series, country: str | None) -> Quantiles:
    """Forecast as Vocero does."""
    found = forecast(history, AHEAD, country)
    return np.stack([found.lo95, found.lo80, found.mean, found.hi80, found.hi95])


def classic(make: Callable[[], object]) -> Method:
    """Forecast with a model of statsforecast, made anew for each history."""

    def method(history: pd.Series, _country: str | None) -> Quantiles:
        found = make().forecast(y=history.to_numpy(), h=AHEAD, level=[80, 95])
        names = ("lo-95", "lo-80", "mean", "hi-80", "hi-95")
        return np.stack([found[name] for name in names])

    return method


def prophet(history: pd.Series, country: str | None) -> Quantiles:
    """Forecast with Prophet as it comes, with the country's holidays."""
    np.random.seed(0)  # the only source of chance that Prophet takes
    model = Prophet()
    if country:
        model.add_country_holidays(country)
    model.fit(pd.DataFrame({"ds": history.index, "y": history.to_numpy()}))
    ahead = model.make_future_dataframe(AHEAD, include_history=False)
    found = np.quantile(model.predictive_samples(ahead)["yhat"], CHANCES, axis=1)
    found[2] = model.predict(ahead)["yhat"]
    return found


def boosted(history: pd.Series, country: str | None) -> Quantiles:
    """Forecast day by day with LightGBM on four weeks of lags, the calendar and the holidays.

    Its ranges come from errors on its last two months, which a first fit has not seen: those on
    what it learned from are far too small.
    """
    known = history.asfreq("D")
    days = known.index.union(pd.date_range(known.index[-1], periods=AHEAD + 1))
    features = _calendar(days, country)
    early = known.iloc[:-HELD_BACK]
    model = _recursive()
    model.fit(early, exog=features.loc[early.index])
    late = known.iloc[-HELD_BACK - LAGS :]
    rows, actual = model.create_train_X_y(late, exog=features.loc[late.index])
    expected = model.estimator.predict(rows)
    model = _recursive()
    model.fit(known, exog=features.loc[known.index])
    model.set_out_sample_residuals(actual.to_numpy(), expected)
    ahead = features.iloc[-AHEAD:]
    found = model.predict_quantiles(
        AHEAD, exog=ahead, quantiles=list(CHANCES), n_boot=100, use_in_sample_residuals=False
    ).to_numpy().T.copy()  # fmt: skip
    found[2] = model.predict(AHEAD, exog=ahead)
    return found


def _recursive() -> ForecasterRecursive:
    learner = LGBMRegressor(n_estimators=200, learning_rate=0.05, verbose=-1, n_jobs=1,
                            random_state=1)  # fmt: skip
    return ForecasterRecursive(learner, lags=LAGS)


def _calendar(days: pd.DatetimeIndex, country: str | None) -> pd.DataFrame:
    years = range(days[0].year, days[-1].year + 2)
    known = holidays.country_holidays(country, years=years) if country else {}
    free = np.array([day in known for day in days.date], float)
    eve = np.array([day in known for day in (days + pd.Timedelta(days=1)).date], float)
    return pd.DataFrame(
        {"holiday": free, "eve": eve, "weekday": days.dayofweek, "month": days.month,
         "day": days.day, "day of year": days.dayofyear}, index=days,
    )  # fmt: skip


METHODS: dict[str, Method] = {
    OURS: ours,
    "seasonal naive": classic(lambda: SeasonalNaive(7)),
    "AutoETS": classic(lambda: AutoETS(season_length=7)),
    "AutoTheta": classic(lambda: AutoTheta(season_length=7)),
    "MSTL": classic(lambda: MSTL([7, 365], trend_forecaster=AutoETS(model="ZZN"))),
    "Prophet": prophet,
    "LightGBM": boosted,
}


def quiet() -> None:
    """Keep the peers from talking while they work."""
    for name in ("cmdstanpy", "prophet"):
        logging.getLogger(name).disabled = True
