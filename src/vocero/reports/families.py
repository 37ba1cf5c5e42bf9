"""The families of reports: what each may need, shows, and means when no period is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True, slots=True)
class Family:
    """`keys` are shown in this order, the first as headline; those not allowed are left out."""

    capability: str
    keys: tuple[str, ...]
    default: str
    lean: Literal["past", "future"] = "past"


FAMILIES: Mapping[str, Family] = MappingProxyType({
    "sales": Family(
        "sales", ("net_sales", "gross_sales", "sales_count", "average_ticket"), "hoy"),
    "commissions": Family(
        "commissions", ("commissions", "unpaid_commissions"), "este mes"),
    "bookings": Family("bookings", ("bookings_created",), "hoy"),
    "booking": Family("bookings", (), "hoy"),
    "kpi": Family("kpi", (
        "net_sales", "gross_sales", "sales_count", "average_ticket", "passengers",
        "bookings_created", "cancellation_rate", "conversion_rate", "margin_rate",
    ), "este mes"),
    "passengers": Family("passengers", ("passengers", "travelling_passengers"), "hoy"),
    "cancellations": Family(
        "cancellations",
        ("cancellations", "cancelled_amount", "refunds", "cancellation_rate", "no_shows"), "hoy"),
    "goal": Family("goal", ("goal_progress",), "este mes"),
    "ranking": Family("ranking", ("net_sales",), "este mes"),
    "comparison": Family("sales", ("net_sales",), "este mes"),
    "occupancy": Family(
        "occupancy", ("occupancy", "seats_booked", "seats", "departures"), "próximos 7 días",
        lean="future"),
    "profitability": Family(
        "profitability", ("margin", "margin_rate", "net_sales", "cost"), "este mes"),
    "drivers": Family("drivers", ("net_sales",), "este mes"),
    "forecast": Family("forecast", ("net_sales",), "próximos 30 días", lean="future"),
    "anomalies": Family("anomalies", ("net_sales", "bookings_created", "cancellations"),
                        "últimos 7 días"),
    "figure": Family("sales", (), "este mes"),
})  # fmt: skip
"""Family → what it is. `default` is in the words of `words.periods`."""
