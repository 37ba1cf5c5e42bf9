"""The closed lists of the entity contract: which normal values each entity may take."""

from typing import Dict, FrozenSet, Optional

_METRICS = """
gross_sales refunds commissions net_sales sales_count average_ticket passengers
travelling_passengers bookings_created cancellations cancellation_rate no_shows cost margin
margin_rate occupancy conversion_rate goal_progress booking_pace repeat_rate unpaid_commissions
"""
_DIMENSIONS = """
branch team agent partner product destination customer channel region status day week month
"""
CLOSED_LISTS: Dict[str, FrozenSet[str]] = {
    "metric": frozenset(_METRICS.split()),
    "dimension": frozenset(_DIMENSIONS.split()),
    "status": frozenset(["pending", "confirmed", "completed", "cancelled", "no_show"]),
    "comparator": frozenset(("above", "below")),
    "frequency": frozenset(["daily", "weekdays", "weekly", "fortnightly", "monthly", "month_end"]),
    "format": frozenset(["pdf", "xlsx", "csv", "chart"]),
    "language": frozenset(("es", "en")),
    "currency": frozenset(
        ["MXN", "USD", "EUR", "ARS", "COP", "GBP", "CAD", "AUD", "BRL", "CLP", "PEN"]
    ),
}


def list_of(value: str) -> Optional[str]:
    """A normal value belongs to one closed list, and names it."""
    return next((name for name, values in CLOSED_LISTS.items() if value in values), None)
