"""Booking pace: how many passengers were booked for a day of travel, so many days before it."""

from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from vocero.metrics.figures import Slice, conditions
from vocero.people.person import Scope
from vocero.storage.contract import FENCED

METRIC = "travelling_passengers"
"""The figure that a pace belongs to: it is counted by the date of travel."""


def booked(
    connection: sa.Connection, scope: Scope, part: Slice, longest: int
) -> npt.NDArray[np.float64]:
    """Give the passengers booked for each day of a slice, 1 … longest days before it.

    Row n is day start + n, column k its passengers k + 1 days before: those booked by then and not
    yet cancelled by then.
    """
    found = np.zeros(((part.end - part.start).days + 1, longest))
    for sign, on in ((1.0, "created_on"), (-1.0, "cancelled_on")):
        for day, lead, pax in connection.execute(_by_lead(scope, part, on)):
            # Booked k days ahead, it was there k days before travel and on every day after that.
            found[(day - part.start).days, : min(lead, longest)] += sign * float(pax)
    return np.maximum(found, 0.0)


def _by_lead(scope: Scope, part: Slice, on: str) -> sa.Select[Any]:
    view = FENCED["bookings"]
    lead = (view.c.travel_on - view.c[on]).label("lead")
    only = [view.c.status == "cancelled"] if on == "cancelled_on" else []
    return (
        sa.select(view.c.travel_on, lead, sa.func.sum(view.c.pax))
        .where(view.c.travel_on.between(part.start, part.end), lead >= 1,
               *conditions(view, scope, part), *only)
        .group_by(view.c.travel_on, lead)
    )  # fmt: skip
