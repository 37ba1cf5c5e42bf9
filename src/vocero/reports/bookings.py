"""Bookings of a day or period, by status, as a list, or one by its reference."""

from dataclasses import replace

import sqlalchemy as sa

from vocero.metrics import figures
from vocero.metrics.answer import Answer, BookingLine
from vocero.metrics.figures import conditions
from vocero.metrics.members import name_of
from vocero.reports.ask import Ask
from vocero.storage.contract import FENCED

PAGE = 10
_CREATED = ("bookings_created", "booked_pax", "booked_amount")
_TRAVELLING = ("bookings_travelling", "travelling_pax", "travelling_amount")


def answer(ask: Ask) -> Answer:
    """Count the bookings of a period: up to today by creation, a later one by travel date."""
    on = basis(ask)
    keys = _CREATED if on == "created_on" else _TRAVELLING
    counted = ask.figures(keys)
    dimension = ask.question.dimension or "status"
    few = counted[0].value is not None and counted[0].value <= PAGE // 2
    listed = few or ask.scope.rows == "customer"
    lines = listing(ask, on, limit=PAGE) if listed and ask.question.dimension is None else ()
    rows = () if lines else ask.rows(keys[:2], dimension)
    return ask.answer(counted, compared=ask.compared(), rows=rows, bookings=lines, basis=on)


def basis(ask: Ask) -> str:
    """Say by which date a period's bookings are counted: created_on or travel_on."""
    travels = ask.question.travelling or ask.period.end > ask.today
    return "travel_on" if travels else "created_on"


def listing(ask: Ask, on: str, *, limit: int, offset: int = 0) -> tuple[BookingLine, ...]:
    """List bookings of the period, the newest first (the next to travel, by travel date)."""
    view = FENCED["bookings"]
    part = ask.slice(ask.period)
    order = [view.c.created_at.desc()] if on == "created_on" else [view.c.travel_on]
    statement = (
        _columns(ask)
        .where(view.c[on].between(part.start, part.end), *conditions(view, ask.scope, part))
        .order_by(*order, view.c.booking_ref)
        .limit(limit)
        .offset(offset)
    )
    return tuple(BookingLine(**row._mapping) for row in ask.connection.execute(statement))


def one(ask: Ask) -> Answer:
    """Find one booking by its reference; one outside the scope is as if it did not exist."""
    view = FENCED["bookings"]
    everything = replace(
        figures.Slice(ask.period.start, ask.period.end, ask.today), members=(), excluded=()
    )
    statement = _columns(ask).where(
        view.c.booking_ref == ask.question.booking_ref, *conditions(view, ask.scope, everything)
    )
    found = tuple(BookingLine(**row._mapping) for row in ask.connection.execute(statement))
    return ask.answer((), bookings=found)


def _columns(ask: Ask) -> sa.Select[tuple[object, ...]]:
    """Select a booking's columns as this scope may see them."""
    columns = FENCED["bookings"].c
    names = ("booking_ref", "created_on", "travel_on", "status", "pax", "amount", "currency",
             "original_amount", "product", "confirmed_on", "cancelled_on", "branch")  # fmt: skip
    agent = sa.null() if ask.scope.hidden_agents else columns.agent
    return sa.select(
        *(columns[name] for name in names),
        name_of("customer", ask.scope, columns).label("customer"),
        agent.label("agent"),
    )
