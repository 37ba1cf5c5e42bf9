"""The roll-ups: daily sums of the reporting views, kept as tables of our own in schema `vocero`.

Nothing but sums of whole rows is kept, so that a figure from a roll-up is the views' to the cent.
They hold ids, and names of what is sold and who sells; no customer's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

import sqlalchemy as sa

from vocero.storage.contract import FENCE, VIEWS

PREFIX = "rollup_"
NAMES = f"{PREFIX}names"
MEMBERS = f"{PREFIX}members"
OWNERS = ("region_id", "branch_id", "team_id")
"""Whose members the list of members tells apart; narrower scopes have few bookings to look at."""
NAMED = ("region", "branch", "team", "agent", "partner", "product")
"""Dimensions whose names are kept beside the roll-ups."""


@dataclass(frozen=True, slots=True)
class Source:
    """Sums of one view by one date."""

    view: str
    on: str
    sums: Mapping[str, str]
    past: bool = True
    """Whether its dates are never after the day of the load."""


_BOUGHT_BEFORE = "sum(amount) filter (where confirmed_at > first_confirmed_at)"
SOURCES = (
    Source("bookings", "confirmed_on", {
        "gross_sales": "sum(amount)", "sales_count": "count(*)", "passengers": "sum(pax)",
        "cost": "sum(cost)", "cancelled_since": "count(*) filter (where status = 'cancelled')",
        "repeat_sales": _BOUGHT_BEFORE,
    }),
    Source("bookings", "created_on", {
        "bookings_created": "count(*)", "booked_amount": "sum(amount)", "booked_pax": "sum(pax)",
    }),
    Source("bookings", "travel_on", {
        "bookings_travelling": "count(*)", "travelling_amount": "sum(amount)",
        "travelling_pax": "sum(pax)",
        "travelling_passengers": "sum(pax) filter (where status <> 'cancelled')",
        "no_shows": "count(*) filter (where status = 'no_show')",
    }, past=False),
    Source("bookings", "cancelled_on", {
        "cancellations": "count(*) filter (where confirmed_at is not null)",
        "cancelled_amount": "sum(amount) filter (where confirmed_at is not null)",
    }),
    Source("refunds", "refunded_on", {"refunds": "sum(amount)"}),
    Source("commissions", "accrued_on", {"commissions": "sum(amount)"}),
    Source("commissions", "greatest(accrued_on, paid_on)", {
        "commissions_settled": "sum(amount) filter (where paid_on is not null)",
    }),
    Source("inquiries", "created_on", {
        "inquiries": "count(*)", "inquiries_converted": "count(booking_ref)",
    }),
    Source("departures", "departs_on", {
        "seats_booked": "sum(pax_booked)", "seats": "sum(capacity)", "departures": "count(*)",
    }, past=False),
)  # fmt: skip
"""What is summed. `metrics.measures` defines the same over the views; a test holds them equal."""
WHOLE_COMPANY_ONLY = frozenset({"repeat_sales"})
"""Sums that look at a customer's other bookings, of which a narrower scope sees only its own."""


@dataclass(frozen=True, slots=True)
class Rollup:
    """Sums by day (or month) and a set of dimensions."""

    name: str
    dimensions: tuple[str, ...]
    grain: Literal["day", "month"] = "day"
    views: tuple[str, ...] = ("bookings", "refunds", "commissions", "inquiries")

    @property
    def table(self) -> str:
        """The table's name, and that of the view on it in the fence."""
        return PREFIX + self.name

    @property
    def keys(self) -> tuple[str, ...]:
        """The key columns."""
        return tuple(key_of(dimension) for dimension in self.dimensions)

    @property
    def sources(self) -> tuple[Source, ...]:
        """What it sums; months can tell nothing of dates that lie ahead."""
        return tuple(
            s for s in SOURCES if s.view in self.views and (s.past or self.grain == "day")
        )  # fmt: skip

    @property
    def measures(self) -> tuple[str, ...]:
        """The columns of sums."""
        return tuple(measure for source in self.sources for measure in source.sums)

    @property
    def named(self) -> tuple[str, ...]:
        """Its dimensions that have a name beside the id."""
        return tuple(d for d in self.dimensions if d in NAMED)


def key_of(dimension: str) -> str:
    """Give the column by which a dimension's members are told apart."""
    column = f"{dimension}_id"
    return column if column in VIEWS["bookings"] else dimension


ROLLUPS: Mapping[str, Rollup] = MappingProxyType({r.name: r for r in (
    Rollup("seats", ("product", "destination"), views=("departures",)),
    Rollup("sellers", ("region", "branch", "team", "agent")),
    Rollup("channels", ("region", "branch", "team", "channel", "partner")),
    Rollup("states", ("region", "branch", "team", "agent", "status"), views=("bookings",)),
    Rollup("tours", ("region", "branch", "team", "product", "destination")),
    Rollup("customers", ("region", "branch", "team", "customer"), grain="month"),
)})  # fmt: skip
"""The roll-ups by name, the smallest first: `docs/adr/0008-roll-ups.md` says why these."""


LISTED: Mapping[str, str] = MappingProxyType({
    "region": "sellers", "branch": "sellers", "team": "sellers", "agent": "sellers",
    "partner": "channels", "channel": "channels", "product": "tours", "destination": "tours",
    "customer": "customers",
})  # fmt: skip
"""Dimension → the roll-up from which its members are listed."""
FENCED_MEMBERS = sa.Table(
    MEMBERS, sa.MetaData(schema=FENCE), sa.Column("dimension", sa.Text),
    sa.Column("id", sa.BigInteger), sa.Column("name", sa.Text),
    *(sa.Column(owner, sa.BigInteger) for owner in OWNERS),
)  # fmt: skip
"""The members on bookings, each once for each team, as the reader sees them; customers nameless."""


@cache
def fenced(name: str) -> sa.Table:
    """Give a roll-up as the reader sees it."""
    rollup = ROLLUPS[name]
    columns: dict[str, type[sa.types.TypeEngine[Any]]] = {"day": sa.Date}
    for key in rollup.keys:
        columns[key] = VIEWS["bookings"][key]
    columns |= dict.fromkeys(rollup.named, sa.Text)
    columns |= dict.fromkeys(rollup.measures, sa.Numeric)
    return sa.Table(rollup.table, sa.MetaData(schema=FENCE),
                    *(sa.Column(column, kind) for column, kind in columns.items()))  # fmt: skip
