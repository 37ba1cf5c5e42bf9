"""Models of forecasts, sealed: what is damaged, foreign or of older data is never given out."""

import datetime as dt
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from vocero.storage.engine import Database
from vocero.storage.tables import forecasts
from vocero.telemetry import logger

_log = logger("models")
_WANTED_DAYS = 14
"""A model that nobody asked for in so many days is no longer kept fresh, and then thrown away."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a model is of, the data's version it was made from, what it saw, and its bytes."""

    spec: Mapping[str, object]
    version: int
    seen: str
    model: bytes


class ModelShelf:
    """Models by what they are of; one of another forecaster than `engine` is not given out."""

    def __init__(self, database: Database, engine: str) -> None:
        self._database = database
        self._engine = engine

    def get(self, spec: Mapping[str, object]) -> Kept | None:
        """Give the model of a series, if it is whole and of this engine; note that it was asked.

        Raises UnavailableError, TooSlowError.
        """
        with self._database.writing() as connection:
            row = connection.execute(
                sa.update(forecasts)
                .where(forecasts.c.name == name_of(spec))
                .values(wanted_at=sa.func.now())
                .returning(forecasts.c.version, forecasts.c.seen, forecasts.c.engine,
                           forecasts.c.model, forecasts.c.seal)
            ).first()  # fmt: skip
        if row is None:
            return None
        kept = Kept(spec, row.version, row.seen, bytes(row.model))
        if row.engine != self._engine or not hmac.compare_digest(row.seal, self._seal(kept)):
            _log.warning("model not trusted", name=name_of(spec)[:12],
                         engine=row.engine == self._engine)  # fmt: skip
            return None
        return kept

    def holds(self, spec: Mapping[str, object]) -> bool:
        """Tell whether there is a model of a series at all."""
        with self._database.writing() as connection:
            found = sa.select(forecasts.c.name).where(forecasts.c.name == name_of(spec))
            return connection.execute(found).first() is not None

    def put(self, kept: Kept) -> None:
        """Keep a model in place of the one before; raises UnavailableError, TooSlowError."""
        values = {
            "version": kept.version, "seen": kept.seen, "engine": self._engine,
            "model": kept.model, "seal": self._seal(kept), "made_at": sa.func.now(),
        }  # fmt: skip
        named = {"name": name_of(kept.spec), "spec": dict(kept.spec)}
        with self._database.writing() as connection:
            connection.execute(
                insert(forecasts)
                .values(**named, **values)
                .on_conflict_do_update(index_elements=["name"], set_=values)
            )

    def stale(
        self, version: int, midnight: dt.datetime, limit: int
    ) -> list[Mapping[str, object]]:
        """List series whose model is of older data or of yesterday, those asked for last first.

        Models that nobody wants any more, and those of another forecaster, are thrown away.
        """
        with self._database.writing() as connection:
            another = forecasts.c.engine != self._engine
            connection.execute(sa.delete(forecasts).where(another | ~_wanted()))
            rows = connection.execute(
                sa.select(forecasts.c.spec)
                .where((forecasts.c.version != version) | (forecasts.c.made_at < midnight))
                .order_by(forecasts.c.wanted_at.desc())
                .limit(limit)
            )
            return [row.spec for row in rows]

    def _seal(self, kept: Kept) -> str:
        secret = self._database.settings.link_secret.encode()
        about = f"{name_of(kept.spec)}|{kept.version}|{kept.seen}|{self._engine}|".encode()
        return hmac.new(secret, about + kept.model, hashlib.sha256).hexdigest()


def name_of(spec: Mapping[str, object]) -> str:
    """Give the name under which the model of a series is kept."""
    return hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()


def _wanted() -> sa.ColumnElement[bool]:
    return forecasts.c.wanted_at > sa.func.now() - sa.text(f"interval '{_WANTED_DAYS} days'")

