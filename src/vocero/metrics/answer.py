"""An Answer is figures and facts, no text: what every report gives and every renderer takes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from vocero.people.person import Scope
from vocero.words.names import Member
from vocero.words.periods import Period
from vocero.words.question import Question

_SHORT = 56


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: the metric's (or measure's) key, its value, and what it is compared with.

    `value` None is "no data". `before` None means that no fair comparison exists. `cut` says that
    the comparison counts the other day only up to the same hour.
    """

    key: str
    value: Decimal | None
    before: Decimal | None = None
    cut: bool = False

    @property
    def change(self) -> Decimal | None:
        """The relative change; None without a comparison or when it would divide by zero."""
        if self.value is None or not self.before:
            return None
        return (self.value - self.before) / abs(self.before)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a breakdown. `share` is its part of the whole, for figures that add up."""

    key: int | str | dt.date | None
    name: str | None
    figures: tuple[Figure, ...]
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BookingLine:
    """One booking as its asker may see it; None where a level does not see a column."""

    booking_ref: str
    created_on: dt.date
    travel_on: dt.date
    status: str
    pax: int
    amount: Decimal
    currency: str
    original_amount: Decimal
    product: str
    customer: str | None = None
    agent: str | None = None
    branch: str | None = None
    confirmed_on: dt.date | None = None
    cancelled_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """A person's own rank among colleagues, and nothing about any of them."""

    place: int
    colleagues: int
    branch: str | None


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency was worth in the company's, on its day."""

    currency: str
    value: Decimal
    rated_on: dt.date


@dataclass(frozen=True, slots=True)
class Ahead:
    """A day or a week to come: what is expected, and the range that holds it in 80 of 100 cases."""

    start: dt.date
    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Outlook:
    """What stands behind a forecast.

    `low`, `high` are the 80 % range of the period's total, of which `happened` is over already.
    `ahead` are the days to come (weeks, with `grain` "week"), `past` the days before them. `since`
    and `until` are the first and last day of the history. `error` is by how much of them totals of
    `error_days` days were off on average, over `error_weeks` weeks; None where the history is too
    short to tell. `holidays` are dates with their Spanish and English names. `chance` is that of
    reaching `target`, with `expected` in all.
    """

    low: Decimal
    high: Decimal
    grain: Literal["day", "week"]
    ahead: tuple[Ahead, ...]
    past: tuple[tuple[dt.date, Decimal], ...]
    since: dt.date
    until: dt.date
    happened: Decimal | None = None
    error: Decimal | None = None
    error_days: int = 0
    error_weeks: int = 0
    holidays: tuple[tuple[dt.date, str, str], ...] = ()
    booked: Decimal | None = None
    expected: Decimal | None = None
    target: Decimal | None = None
    chance: Decimal | None = None

    @property
    def short(self) -> bool:
        """Whether there is less than eight weeks of history: a forecast is a guess then."""
        return (self.until - self.since).days + 1 < _SHORT


@dataclass(frozen=True, slots=True)
class Oddity:
    """A day, or days in a row, outside the range that holds 99 of 100 such days.

    `actual`, `expected`, `low` and `high` are sums over the `days`; `member` is whose figures they
    are, None for all that was asked about. `money` is what the difference is worth. `cause` is the
    dimension, the name and the amount of who gave most to it.
    """

    metric: str
    member: Member | None
    start: dt.date
    end: dt.date
    kind: Literal["spike", "drop", "shift"]
    actual: Decimal
    expected: Decimal
    low: Decimal
    high: Decimal
    money: Decimal
    days: int
    cause: tuple[str, str | None, Decimal] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a report found. `figures[0]` is the headline.

    `period` is exact; `compared` the period that `before` belongs to. `rows` are ordered as they
    are to be read. `basis` says by which date bookings were counted (created_on or travel_on).
    With a `rate` every amount is in its currency. `computed_at` is on the clock of who asked first.
    """

    question: Question
    scope: Scope
    period: Period
    figures: tuple[Figure, ...] = ()
    compared: Period | None = None
    rows: tuple[Row, ...] = ()
    bookings: tuple[BookingLine, ...] = ()
    position: Position | None = None
    loaded_at: dt.datetime | None = None
    basis: str | None = None
    today: dt.date | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    computed_at: dt.datetime | None = None
    rate: Rate | None = None
    outlook: Outlook | None = None
    oddities: tuple[Oddity, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all in the period."""
        return not self.bookings and self.position is None and all(
            not f.value for f in self.figures
        )  # fmt: skip
