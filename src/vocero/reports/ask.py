"""What every report is given, and the one way in which each compares and breaks down."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from vocero.metrics import figures, members
from vocero.metrics.answer import Answer, Figure, Row
from vocero.metrics.catalogue import TIME, measures_of, metrics
from vocero.metrics.figures import Line, Slice
from vocero.metrics.measures import MEASURES
from vocero.metrics.sources import Rolled
from vocero.people import policy
from vocero.people.person import Scope
from vocero.people.policy import Grant
from vocero.storage.expected import ExpectedDays
from vocero.storage.models import ModelShelf
from vocero.words.periods import Period, compared_with
from vocero.words.question import Question


@dataclass(frozen=True, slots=True)
class Ask:
    """One question on its way: the asker's level, what they may see, when it is, a connection.

    Nothing else of the person reaches a report, so people of one level and scope get one answer.
    `rolled` are the roll-ups that hold just the data's present version. `now` is on the person's
    wall clock; `question.period` is set by the time a report sees it. `version` is the data's,
    None where nothing tells it; `models` is where models of forecasts are kept, None where they
    are made each time; `country` is that of the holidays; `expected` are days called normal.
    """

    connection: sa.Connection
    level: int
    scope: Scope
    question: Question
    now: dt.datetime
    company_zone: str
    loaded_at: dt.datetime | None = None
    rolled: Rolled = ()
    version: int | None = None
    models: ModelShelf | None = None
    country: str | None = None
    expected: ExpectedDays | None = None

    def may(self, capability: str) -> bool:
        """Tell whether the capability reaches anything at all at the asker's level."""
        return policy.grant(self.level, capability) is not Grant.NO

    @property
    def today(self) -> dt.date:
        """The day on which the person writes."""
        return self.now.date()

    @property
    def period(self) -> Period:
        """The exact period of the question."""
        if self.question.period is None:
            raise ValueError("a report needs a period")
        return self.question.period

    def slice(self, period: Period, as_of: dt.date | None = None) -> Slice:
        """Give the rows and days that the question is about, over another period if need be."""
        question = self.question
        return Slice(
            start=period.start,
            end=period.end,
            as_of=as_of or self.today,
            members=question.members,
            excluded=question.excluded,
            statuses=question.statuses,
            excluded_statuses=question.excluded_statuses,
            rolled=self.rolled,
        )

    @property
    def last_whole_day(self) -> dt.date:
        """The last day that the data holds all of, by the company's clock."""
        known = min(self.now, self.loaded_at or self.now)
        return known.astimezone(ZoneInfo(self.company_zone)).date() - dt.timedelta(days=1)

    def compared(self) -> Period:
        """Give the previous comparable period."""
        return compared_with(self.period, self.today)

    def figures(self, keys: Sequence[str]) -> tuple[Figure, ...]:
        """Compute metrics over the period, each beside the comparable one before."""
        now = figures.totals(self.connection, self.scope, keys, self.slice(self.period))
        before = self._before(keys)
        cut = self.cut() is not None
        return tuple(Figure(key, now[key], before.get(key), cut and key in before) for key in keys)

    def _before(self, keys: Sequence[str]) -> dict[str, Decimal | None]:
        compared = self.compared()
        as_of = self.year_before() if self.period.start > self.today else self.today
        part = replace(self.slice(compared, as_of), until=self.cut())
        if part.until is not None:
            # Figures that know no hour cannot be cut at one: they get no comparison today.
            keys = [key for key in keys if all(MEASURES[m].at for m in measures_of(key))]
        return figures.totals(self.connection, self.scope, keys, part) if keys else {}

    def cut(self) -> dt.datetime | None:
        """Give the hour up to which today is known, on the compared day; None on other days."""
        if not (self.period.start == self.period.end == self.today):
            return None
        known = min(self.now, self.loaded_at or self.now)
        local = known.astimezone(ZoneInfo(self.company_zone))
        return local.replace(year=(day := self.compared().start).year, month=day.month, day=day.day)

    def year_before(self) -> dt.date:
        """Give today's date one year back, by which bookings ahead are compared."""
        try:
            return self.today.replace(year=self.today.year - 1)
        except ValueError:
            return self.today.replace(year=self.today.year - 1, day=28)

    def rows(
        self, keys: Sequence[str], dimension: str, *, unnamed: bool = False
    ) -> tuple[Row, ...]:
        """Break the metrics down, the largest first (time in its order), with shares.

        With `unnamed`, customers may lack their names: `named` gives them to those that are shown.
        """
        lines = figures.breakdown(
            self.connection, self.scope, keys, self.slice(self.period), dimension, unnamed=unnamed
        )
        return arranged(lines, keys, dimension)

    def named(self, rows: Sequence[Row], dimension: str) -> tuple[Row, ...]:
        """Give customers their names, where they have none yet."""
        bare = [row.key for row in rows if row.name is None and isinstance(row.key, int)]
        if dimension != "customer" or not bare:
            return tuple(rows)
        names = members.names(self.connection, self.scope, dimension, bare)
        return tuple(replace(row, name=row.name or names.get(row.key)) for row in rows)  # type: ignore[arg-type]

    def answer(self, figures_: tuple[Figure, ...], **more: object) -> Answer:
        """Put an answer together around its figures."""
        return replace(
            Answer(self.question, self.scope, self.period, figures_,
                   loaded_at=self.loaded_at, today=self.today, computed_at=self.now),
            **more,  # type: ignore[arg-type]
        )  # fmt: skip


def arranged(lines: Sequence[Line], keys: Sequence[str], dimension: str) -> tuple[Row, ...]:
    """Order lines for reading and give each its share of the whole, where parts add up.

    The largest comes first, time in its order, and what belongs to no member last.
    """
    first = keys[0]
    lines = [line for line in lines if any(line.values[key] for key in keys)]
    if dimension in TIME:
        lines = sorted(lines, key=lambda line: str(line.key))
    else:
        lines = sorted(lines, key=lambda line: (
            line.key is None, -(line.values[first] or 0), str(line.name)
        ))  # fmt: skip
    adds_up = first not in metrics() or metrics()[first].additive
    whole = sum((line.values[first] or Decimal(0) for line in lines), Decimal(0))
    return tuple(
        Row(
            line.key,
            line.name,
            tuple(Figure(key, line.values[key]) for key in keys),
            (line.values[first] or Decimal(0)) / whole if adds_up and whole > 0 else None,
        )
        for line in lines
    )

