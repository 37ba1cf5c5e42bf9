"""From a question to the model of its series: read, or made and kept."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import pandas as pd

from vocero.errors import NoForecastError, NoHistoryError, TooFarError
from vocero.forecasting.calendar import named_holidays
from vocero.forecasting.history import History, Values, history
from vocero.forecasting.model import Model, seen
from vocero.forecasting.predicting import LONGEST
from vocero.metrics import pace, series
from vocero.metrics.series import Series
from vocero.people.person import Scope
from vocero.reports.ask import Ask
from vocero.storage.models import Kept
from vocero.telemetry import logger
from vocero.words.names import Member
from vocero.words.periods import Period
from vocero.words.question import Question

REACHES = (90, 366)
"""Models are made for one of these many days ahead, so that one serves many questions."""
_PACED = 500
"""Days of travel whose bookings are looked at for their pace."""
_log = logger("models")


def model(ask: Ask, metric: str, end: dt.date) -> Model:
    """Give the model of a metric, within the question's scope and members, that reaches a day.

    One that is kept is taken when it is whole and of this version of the data, or saw just the
    same history. Raises NoForecastError for a figure that does not add up over days or a filter
    by status, TooFarError beyond a year, NoHistoryError without a single day.
    """
    if not series.foreseeable(metric) or ask.question.statuses or ask.question.excluded_statuses:
        raise NoForecastError(metric=metric)
    reach = reach_to(ask, end)
    about = spec(ask, metric, reach)
    kept = ask.models.get(about) if ask.models is not None else None
    found = _read(kept)
    fresh = kept is not None and ask.version == kept.version
    if found is not None and fresh and found.last == ask.last_whole_day:
        return found
    past = past_of(ask, metric, reach)
    booked = _booked(ask, metric, past)
    saw = seen(past, booked)
    if found is None or kept is None or kept.seen != saw:
        found = Model.of(past, booked)
    return _keep(ask, about, saw, found)


def reach_to(ask: Ask, end: dt.date) -> int:
    """Give how many days ahead a model must reach; raises TooFarError beyond a year."""
    days = (end - ask.last_whole_day).days
    reach = next((reach for reach in REACHES if days <= reach), None)
    if reach is None:
        raise TooFarError(days=365)
    return reach


def past_of(ask: Ask, metric: str, reach: int) -> History:
    """Read the history of a metric within the question's scope and members."""
    read = series.daily(ask.connection, ask.scope, metric, ask.slice(stretch(ask)))
    if not len(read.values):
        raise NoHistoryError(metric=metric)
    return history_of(read, reach, ask.country)


def _booked(ask: Ask, metric: str, past: History) -> tuple[Values, Values] | None:
    """Read what was booked for the days of a figure by date of travel; None for any other."""
    if metric != pace.METRIC:
        return None
    looked_at = min(past.n, _PACED)
    first: dt.date = past.days[past.n - looked_at].astype(dt.date)
    last: dt.date = past.days[-1].astype(dt.date)
    part = ask.slice(Period(first, last))
    by_lead = pace.booked(ask.connection, ask.scope, part, past.horizon)
    before = np.zeros((past.n, past.horizon))
    before[-looked_at:] = by_lead[:looked_at]
    return before, by_lead[looked_at:].diagonal().copy()


def stretch(ask: Ask) -> Period:
    """Give the days that forecasts look back on."""
    last = ask.last_whole_day
    return Period(last - dt.timedelta(days=LONGEST - 1), last)


def history_of(read: Series, reach: int, country: str | None) -> History:
    """Take a series as a history with so many days ahead of it."""
    days = np.datetime64(read.first) + np.arange(len(read.values)).astype("timedelta64[D]")
    return history(pd.Series(read.values, index=pd.DatetimeIndex(days)), reach, country, LONGEST)


def spec(ask: Ask, metric: str, reach: int) -> Mapping[str, object]:
    """Say what a model is of: all that its history depends on, besides the data."""
    question = ask.question
    return {
        "metric": metric, "reach": reach, "country": ask.country, "zone": ask.company_zone,
        "scope": asdict(ask.scope),
        "members": sorted([m.dimension, m.key, m.name] for m in question.members),
        "excluded": sorted([m.dimension, m.key, m.name] for m in question.excluded),
    }  # fmt: skip


def asked(ask: Ask, about: Mapping[str, Any]) -> Ask:
    """Give the question that a kept model answers; the other way round of `spec`."""
    members, excluded = (
        tuple(Member(*member) for member in about[name]) for name in ("members", "excluded")
    )
    question = Question("forecast", metric=about["metric"], members=members, excluded=excluded)
    return replace(ask, question=question, scope=Scope(**about["scope"]), country=about["country"],
                   company_zone=about["zone"])  # fmt: skip


def refreshed(ask: Ask, metric: str, reach: int) -> None:
    """See to it that the model of a question's figure is that of the data as it is."""
    model(ask, metric, ask.last_whole_day + dt.timedelta(days=reach))


def _read(kept: Kept | None) -> Model | None:
    """Open a model; one that cannot be opened is as if it were not there."""
    if kept is None:
        return None
    try:
        return Model.from_bytes(kept.model)
    except (ValueError, KeyError, OSError, EOFError):
        _log.warning("model not readable")
        return None


def _keep(ask: Ask, about: Mapping[str, object], saw: str, made: Model) -> Model:
    if ask.models is not None and ask.version is not None:
        ask.models.put(Kept(about, ask.version, saw, made.to_bytes()))
    return made


def holidays_within(
    country: str | None, start: dt.date, end: dt.date
) -> tuple[tuple[dt.date, str, str], ...]:
    """List the public holidays between two dates, with their Spanish and English names."""
    found = []
    for year in range(start.year, end.year + 1):
        spanish, english = (named_holidays(country, year, lang) for lang in ("es", "en"))
        found += [
            (day, name, english.get(day, name)) for day, name in spanish.items()
            if start <= day <= end
        ]  # fmt: skip
    return tuple(found)


def narrowed(ask: Ask, metric: str) -> Ask:
    """Give the question about just one figure, without a breakdown."""
    return replace(ask, question=replace(ask.question, metric=metric, dimension=None))

