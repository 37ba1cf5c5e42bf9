"""Models of forecasts are kept fresh: made anew once the data is newer than they are."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from vocero.errors import NoForecastError, NoHistoryError
from vocero.forecasting.model import ENGINE
from vocero.metrics.freshness import Freshness, Loads
from vocero.people.person import Scope
from vocero.reports import modelling
from vocero.reports.ask import Ask
from vocero.storage.engine import Database
from vocero.storage.models import ModelShelf
from vocero.telemetry import logger
from vocero.words.question import Question

AT_ONCE = 20
"""Models made in one go; the rest wait for the next."""
_ALWAYS = ("net_sales", "gross_sales")
"""Figures of the whole company whose models are there before anybody asks."""
_LEVEL = 1
"""Models hold figures alone, which the scope decides; no level is asked on the way."""
_log = logger("scheduler")


def foresee(database: Database) -> None:
    """Make the models anew that are of older data than there is, those asked for last first."""
    with database.writing() as connection:
        fresh = Loads().read(connection)
    if fresh is None:
        return
    models = ModelShelf(database, ENGINE)
    made = 0
    for ask, spec in _asks(database, models, fresh):
        with database.reading(ask.scope.fence) as connection:
            _refresh(ask, connection, spec)
        made += 1
    if made:
        _log.info("foreseen", models=made)


def _refresh(ask: Ask, connection: sa.Connection, spec: Mapping[str, Any]) -> None:
    try:
        modelling.refreshed(replace(ask, connection=connection), spec["metric"], spec["reach"])
    except (NoHistoryError, NoForecastError) as fault:
        _log.info("nothing to foresee", metric=spec["metric"], fault=fault.key)


def _asks(
    database: Database, models: ModelShelf, fresh: Freshness
) -> Iterator[tuple[Ask, Mapping[str, Any]]]:
    """Give the questions whose models are due, each with what it is of."""
    settings = database.settings
    now = settings.clock.now().astimezone(ZoneInfo(settings.company_time_zone))
    base = Ask(
        None, _LEVEL, Scope("all"), Question("forecast"), now,  # type: ignore[arg-type]
        settings.company_time_zone, fresh.loaded_at, fresh.rolled, fresh.version, models,
        settings.company_country,
    )  # fmt: skip
    known = [modelling.spec(base, metric, modelling.REACHES[0]) for metric in _ALWAYS]
    missing = [spec for spec in known if not models.holds(spec)]
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for spec in (*missing, *models.stale(fresh.version, midnight, AT_ONCE)):
        yield modelling.asked(base, spec), spec
