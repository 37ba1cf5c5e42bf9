"""An answer in another currency: every amount at one rate, that of the period's last day.

One rate for both sides of a comparison, so that a change is one of the business and not of the
exchange.
"""

from dataclasses import replace
from decimal import Decimal

from vocero.metrics.answer import Answer, BookingLine, Figure, Rate, Row
from vocero.metrics.catalogue import unit_of


def converted(answer: Answer, rate: Rate) -> Answer:
    """Give the answer with its amounts divided by the rate; counts and shares stay."""
    return replace(
        answer,
        figures=tuple(_figure(figure, rate) for figure in answer.figures),
        rows=tuple(_row(row, rate) for row in answer.rows),
        bookings=tuple(_booking(booking, rate) for booking in answer.bookings),
        facts={name: _fact(fact, rate) for name, fact in answer.facts.items()},
        rate=rate,
    )


def _figure(figure: Figure, rate: Rate) -> Figure:
    if unit_of(figure.key) != "money":
        return figure
    return replace(figure, value=_divided(figure.value, rate), before=_divided(figure.before, rate))


def _divided(value: Decimal | None, rate: Rate) -> Decimal | None:
    return None if value is None else value / rate.value


def _row(row: Row, rate: Rate) -> Row:
    return replace(row, figures=tuple(_figure(figure, rate) for figure in row.figures))


def _booking(booking: BookingLine, rate: Rate) -> BookingLine:
    return replace(booking, amount=booking.amount / rate.value)


def _fact(fact: object, rate: Rate) -> object:
    if isinstance(fact, Row):
        return _row(fact, rate)
    if isinstance(fact, tuple):
        return tuple(_fact(part, rate) for part in fact)
    return fact
