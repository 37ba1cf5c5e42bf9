"""The reporting contract: the views, columns and types that a company's database must offer.

The names and their meaning are fixed (`docs/reporting-views.md` explains them). Metrics read the
same columns through the `fence` schema; `check-data` compares a real database with this list.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

REPORTING = "reporting"
FENCE = "fence"

_ID = sa.BigInteger
_DIMENSIONS: Mapping[str, type[sa.types.TypeEngine[Any]]] = {
    "branch_id": _ID, "branch": sa.Text,
    "region_id": _ID, "region": sa.Text,
    "team_id": _ID, "team": sa.Text,
    "agent_id": _ID, "agent": sa.Text,
    "partner_id": _ID, "partner": sa.Text,
    "customer_id": _ID, "customer": sa.Text,
    "product_id": _ID, "product": sa.Text,
    "destination": sa.Text, "channel": sa.Text,
}  # fmt: skip

VIEWS: Mapping[str, Mapping[str, type[sa.types.TypeEngine[Any]]]] = MappingProxyType({
    "bookings": {
        "booking_ref": sa.Text, "created_at": sa.TIMESTAMP, "created_on": sa.Date,
        "travel_on": sa.Date, "status": sa.Text, "confirmed_at": sa.TIMESTAMP,
        "confirmed_on": sa.Date, "cancelled_on": sa.Date, "pax": sa.Integer,
        "amount": sa.Numeric, "cost": sa.Numeric, "currency": sa.Text,
        "original_amount": sa.Numeric, **_DIMENSIONS,
    },
    "refunds": {
        "refund_id": _ID, "booking_ref": sa.Text, "refunded_on": sa.Date,
        "amount": sa.Numeric, **_DIMENSIONS,
    },
    "commissions": {
        "commission_id": _ID, "booking_ref": sa.Text, "accrued_on": sa.Date,
        "paid_on": sa.Date, "amount": sa.Numeric, **_DIMENSIONS,
    },
    "departures": {
        "departure_id": _ID, "departs_on": sa.Date, "capacity": sa.Integer,
        "pax_booked": sa.Integer, "product_id": _ID, "product": sa.Text,
        "destination": sa.Text,
    },
    "targets": {
        "month": sa.Date, "branch_id": _ID, "team_id": _ID, "agent_id": _ID,
        "metric": sa.Text, "amount": sa.Numeric,
    },
    "rates": {"rated_on": sa.Date, "currency": sa.Text, "rate": sa.Numeric},
    "loads": {"view": sa.Text, "version": _ID, "loaded_at": sa.TIMESTAMP},
    "inquiries": {
        "inquiry_id": _ID, "created_on": sa.Date, "booking_ref": sa.Text, **_DIMENSIONS,
    },
})  # fmt: skip

OPTIONAL = frozenset({"loads"})
"""Views that a company may lack; freshness then comes from the last change that can be seen."""

_fenced = sa.MetaData(schema=FENCE)


def _table(name: str) -> sa.Table:
    return sa.Table(
        name, _fenced, *(sa.Column(column, kind) for column, kind in VIEWS[name].items())
    )


FENCED: Mapping[str, sa.Table] = MappingProxyType({name: _table(name) for name in VIEWS})
"""One SQLAlchemy table a view, in schema `fence`: what every reporting query selects from."""
