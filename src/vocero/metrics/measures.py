"""The measures: each is one aggregate of one reporting view by one date column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from vocero.storage.contract import FENCED

Column = sa.ColumnElement[Any]
bookings = FENCED["bookings"].c


@dataclass(frozen=True, slots=True)
class Measure:
    """What to add up, where and by which date.

    `where` may depend on the last day of the period and on the day as of which one looks.
    `at` is the timestamp by which a day can be cut at an hour; None where a view has dates only.
    `open_start` sums everything up to the period's end.
    """

    view: str
    value: Column
    on: str
    where: Callable[[Column, Column], Column] | None = None
    at: str | None = None
    open_start: bool = False


def _count() -> Column:
    return sa.func.count()


def _sum(column: Column) -> Column:
    return sa.func.sum(column)


def _confirmed(value: Column, where: Callable[[Column, Column], Column] | None = None) -> Measure:
    return Measure("bookings", value, "confirmed_on", where, at="confirmed_at")


def _bought_before(_end: Column, _as_of: Column) -> Column:
    earlier = FENCED["bookings"].alias("earlier")
    return sa.exists(
        sa.select(sa.literal(1)).where(
            earlier.c.customer_id == bookings.customer_id,
            earlier.c.confirmed_at < bookings.confirmed_at,
        )
    )


commissions = FENCED["commissions"].c
departures = FENCED["departures"].c
inquiries = FENCED["inquiries"].c

MEASURES: Mapping[str, Measure] = MappingProxyType({
    "gross_sales": _confirmed(_sum(bookings.amount)),
    "sales_count": _confirmed(_count()),
    "passengers": _confirmed(_sum(bookings.pax)),
    "cost": _confirmed(_sum(bookings.cost)),
    "cancelled_since": _confirmed(_count(), lambda *_: bookings.status == "cancelled"),
    "repeat_sales": _confirmed(_sum(bookings.amount), _bought_before),
    "refunds": Measure("refunds", _sum(FENCED["refunds"].c.amount), "refunded_on"),
    "commissions": Measure("commissions", _sum(commissions.amount), "accrued_on"),
    "unpaid_commissions": Measure(
        "commissions", _sum(commissions.amount), "accrued_on",
        lambda end, _: commissions.paid_on.is_(None) | (commissions.paid_on > end),
        open_start=True,
    ),
    "travelling_passengers": Measure(
        "bookings", _sum(bookings.pax), "travel_on", lambda *_: bookings.status != "cancelled"
    ),
    "bookings_created": Measure("bookings", _count(), "created_on", at="created_at"),
    "booked_amount": Measure("bookings", _sum(bookings.amount), "created_on", at="created_at"),
    "booked_pax": Measure("bookings", _sum(bookings.pax), "created_on", at="created_at"),
    "bookings_travelling": Measure("bookings", _count(), "travel_on"),
    "travelling_amount": Measure("bookings", _sum(bookings.amount), "travel_on"),
    "travelling_pax": Measure("bookings", _sum(bookings.pax), "travel_on"),
    "cancellations": Measure(
        "bookings", _count(), "cancelled_on", lambda *_: bookings.confirmed_at.is_not(None)
    ),
    "cancelled_amount": Measure(
        "bookings", _sum(bookings.amount), "cancelled_on",
        lambda *_: bookings.confirmed_at.is_not(None),
    ),
    "no_shows": Measure(
        "bookings", _count(), "travel_on", lambda *_: bookings.status == "no_show"
    ),
    "booked_ahead": Measure(
        "bookings", _sum(bookings.amount), "travel_on",
        lambda _, as_of: bookings.confirmed_on <= as_of,
    ),
    "seats_booked": Measure("departures", _sum(departures.pax_booked), "departs_on"),
    "seats": Measure("departures", _sum(departures.capacity), "departs_on"),
    "departures": Measure("departures", _count(), "departs_on"),
    "inquiries": Measure("inquiries", _count(), "created_on"),
    "inquiries_converted": Measure(
        "inquiries", sa.func.count(inquiries.booking_ref), "created_on"
    ),
})  # fmt: skip
