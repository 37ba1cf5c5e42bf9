"""Days that a person called normal are remembered, for one figure, scope and set of members."""

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from vocero.storage.engine import Database
from vocero.storage.tables import expected


class ExpectedDays:
    """What was called normal; `scope` and `members` say of whose figures, to compare by."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, scope: str, members: str, metric: str) -> frozenset[dt.date]:
        """Give the days that are normal for a figure; raises UnavailableError, TooSlowError."""
        about = (expected.c.scope == scope, expected.c.members == members,
                 expected.c.metric == metric)  # fmt: skip
        with self._database.writing() as connection:
            return frozenset(connection.scalars(sa.select(expected.c.day).where(*about)))

    def mark(
        self, scope: str, members: str, metric: str, days: Iterable[dt.date], person_id: int
    ) -> None:
        """Remember days as normal; to say it twice changes nothing.

        Raises UnavailableError, TooSlowError.
        """
        about = {"scope": scope, "members": members, "metric": metric, "person_id": person_id}
        rows = [{**about, "day": day} for day in days]
        with self._database.writing() as connection:
            connection.execute(insert(expected).values(rows).on_conflict_do_nothing())
