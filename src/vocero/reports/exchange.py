"""An answer in another currency: every amount at one rate, that of the period's last day.

One rate for both sides of a comparison, so that a change is one of the business and not of the
exchange.
"""

from dataclasses import replace
from decimal import Decimal

from vocero.metrics.answer import Ahead, Answer, BookingLine, Figure, Outlook, Rate, Row
from vocero.metrics.catalogue import unit_of


def converted(answer: Answer, rate: Rate) -> Answer:
    """Give the answer with its amounts divided by the rate; counts and shares stay."""
    return replace(
        answer,
        figures=tuple(_figure(figure, rate) for figure in answer.figures),
        rows=tuple(_row(row, rate) for row in answer.rows),
        bookings=tuple(_booking(booking, rate) for booking in answer.bookings),
        facts={name: _fact(fact, rate) for name, fact in answer.facts.items()},
        outlook=_outlook(answer, rate),
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


def _outlook(answer: Answer, rate: Rate) -> Outlook | None:
    """Divide what stands behind a forecast of money; one of a count stays as it is."""
    found = answer.outlook
    if found is None or unit_of(answer.figures[0].key) != "money":
        return found
    one = rate.value
    return replace(
        found, low=found.low / one, high=found.high / one,
        ahead=tuple(Ahead(a.start, a.value / one, a.low / one, a.high / one) for a in found.ahead),
        past=tuple((day, value / one) for day, value in found.past),
        happened=_divided(found.happened, rate), booked=_divided(found.booked, rate),
        target=_divided(found.target, rate), expected=_divided(found.expected, rate),
    )  # fmt: skip


def _fact(fact: object, rate: Rate) -> object:
    if isinstance(fact, Row):
        return _row(fact, rate)
    if isinstance(fact, tuple):
        return tuple(_fact(part, rate) for part in fact)
    return fact
