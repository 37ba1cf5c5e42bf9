"""Golden numbers: every metric × dimension × period equals SQL written apart from the code.

The SQL below reads the `reporting` views as the database's owner and knows nothing of the
catalogue, the measures or the fence.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import cache

import pytest
import sqlalchemy as sa

from vocero.metrics import figures
from vocero.metrics.catalogue import metrics
from vocero.metrics.figures import Slice
from vocero.people.person import Scope
from vocero.storage.engine import Database
from vocero.words.names import Member

TODAY = dt.date(2026, 9, 16)
PERIODS = {
    "today": (TODAY, TODAY),
    "a past day": (dt.date(2026, 9, 4), dt.date(2026, 9, 4)),
    "month to date": (dt.date(2026, 9, 1), TODAY),
    "a past month": (dt.date(2026, 2, 1), dt.date(2026, 2, 28)),
    "a past year": (dt.date(2025, 1, 1), dt.date(2025, 12, 31)),
    "weeks ahead": (dt.date(2026, 9, 17), dt.date(2026, 9, 30)),
}
KEYS = {
    "branch": "branch_id", "team": "team_id", "agent": "agent_id", "partner": "partner_id",
    "product": "product_id", "customer": "customer_id", "region": "region_id",
    "destination": "destination", "channel": "channel", "status": "status",
}  # fmt: skip
# measure: (view, aggregate, date column, condition)
PARTS = {
    "gross": ("bookings", "sum(amount)", "confirmed_on", "true"),
    "count": ("bookings", "count(*)", "confirmed_on", "true"),
    "pax": ("bookings", "sum(pax)", "confirmed_on", "true"),
    "cost": ("bookings", "sum(cost)", "confirmed_on", "true"),
    "gone": ("bookings", "count(*)", "confirmed_on", "status = 'cancelled'"),
    "refund": ("refunds", "sum(amount)", "refunded_on", "true"),
    "commission": ("commissions", "sum(amount)", "accrued_on", "true"),
    "unpaid": ("commissions", "sum(amount)", None,
               "accrued_on <= :last and (paid_on is null or paid_on > :last)"),
    "moving": ("bookings", "sum(pax)", "travel_on", "status <> 'cancelled'"),
    "created": ("bookings", "count(*)", "created_on", "true"),
    "cancelled": ("bookings", "count(*)", "cancelled_on", "confirmed_at is not null"),
    "absent": ("bookings", "count(*)", "travel_on", "status = 'no_show'"),
    "seats_taken": ("departures", "sum(pax_booked)", "departs_on", "true"),
    "seats": ("departures", "sum(capacity)", "departs_on", "true"),
    "asked": ("inquiries", "count(*)", "created_on", "true"),
    "won": ("inquiries", "count(*)", "created_on", "booking_ref is not null"),
    "ahead": ("bookings", "sum(amount)", "travel_on", "confirmed_on <= date '2026-09-16'"),
    "again": ("bookings", "sum(amount)", "confirmed_on",
              "confirmed_at > (select min(e.confirmed_at) from reporting.bookings e"
              " where e.customer_id = v.customer_id)"),
}  # fmt: skip
Parts = dict[str, Decimal]


def _ratio(top: Decimal, bottom: Decimal) -> Decimal | None:
    return top / bottom if bottom else None


def _net(p: Parts) -> Decimal:
    return p["gross"] - p["refund"] - p["commission"]


FORMULAS: dict[str, tuple[list[str], Callable[[Parts], Decimal | None]]] = {
    "gross_sales": (["gross"], lambda p: p["gross"]),
    "net_sales": (["gross", "refund", "commission"], _net),
    "refunds": (["refund"], lambda p: p["refund"]),
    "commissions": (["commission"], lambda p: p["commission"]),
    "unpaid_commissions": (["unpaid"], lambda p: p["unpaid"]),
    "sales_count": (["count"], lambda p: p["count"]),
    "average_ticket": (["gross", "count"], lambda p: _ratio(p["gross"], p["count"])),
    "passengers": (["pax"], lambda p: p["pax"]),
    "travelling_passengers": (["moving"], lambda p: p["moving"]),
    "bookings_created": (["created"], lambda p: p["created"]),
    "cancellations": (["cancelled"], lambda p: p["cancelled"]),
    "cancellation_rate": (["gone", "count"], lambda p: _ratio(p["gone"], p["count"])),
    "no_shows": (["absent"], lambda p: p["absent"]),
    "cost": (["cost"], lambda p: p["cost"]),
    "margin": (["gross", "refund", "commission", "cost"], lambda p: _net(p) - p["cost"]),
    "margin_rate": (["gross", "refund", "commission", "cost"],
                    lambda p: _ratio(_net(p) - p["cost"], _net(p))),
    "occupancy": (["seats_taken", "seats"], lambda p: _ratio(p["seats_taken"], p["seats"])),
    "conversion_rate": (["won", "asked"], lambda p: _ratio(p["won"], p["asked"])),
    "booking_pace": (["ahead"], lambda p: p["ahead"]),
    "repeat_rate": (["again", "gross"], lambda p: _ratio(p["again"], p["gross"])),
}  # fmt: skip
DIMENSIONS = {key: [None, *metrics()[key].dimensions] for key in FORMULAS}
CASES = [(key, dimension) for key, dims in DIMENSIONS.items() for dimension in dims]


def independent(
    database: Database, key: str, dimension: str | None, first: dt.date, last: dt.date,
    condition: str = "true",
) -> dict[object, Decimal | None]:  # fmt: skip
    """Work a metric out in plain SQL and Python: member's key → value."""
    names, formula = FORMULAS[key]
    sums: dict[object, Parts] = {}
    for name in names:
        for member, value in _summed(database, name, dimension, first, last, condition):
            sums.setdefault(member, dict.fromkeys(names, Decimal(0)))
            sums[member][name] = value
    return {member: formula(parts) for member, parts in sums.items()}


@cache
def _summed(
    database: Database, name: str, dimension: str | None, first: dt.date, last: dt.date,
    condition: str,
) -> list[tuple[object, Decimal]]:  # fmt: skip
    """Sum a part by member; several metrics have it in them."""
    view, aggregate, on, where = PARTS[name]
    days = f"{on} between :first and :last" if on else "true"
    statement = (
        f"select {_group(dimension, on)}, {aggregate} from reporting.{view} v "
        f"where {days} and ({where}) and ({condition}) group by 1"
    )
    with database.owner.connect() as connection:
        rows = connection.execute(sa.text(statement), {"first": first, "last": last})
        return [(member, Decimal(value or 0)) for member, value in rows]


def _group(dimension: str | None, on: str | None) -> str:
    if dimension is None:
        return "'all'::text"
    if dimension in KEYS:
        return KEYS[dimension]
    return f"date_trunc('{dimension}', {on})::date"


def close(one: Decimal | None, other: Decimal | None) -> bool:
    """Equal, up to the last digits of a division."""
    if one is None or other is None:
        return one is other
    return abs(one - other) < Decimal("1e-12")


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize(("key", "dimension"), CASES)
def test_a_figure_equals_independent_sql(
    database: Database, key: str, dimension: str | None, period: str
) -> None:
    """The catalogue's figure is the one that plain SQL gives, member by member."""
    first, last = PERIODS[period]
    scope = Scope("all")
    part = Slice(first, last, TODAY)
    wanted = independent(database, key, dimension, first, last)
    with database.reading(scope.fence) as connection:
        if dimension is None:
            value = figures.totals(connection, scope, [key], part)[key]
            nothing = FORMULAS[key][1](dict.fromkeys(FORMULAS[key][0], Decimal(0)))
            assert close(value, wanted.get("all", nothing))
            return
        lines = figures.breakdown(connection, scope, [key], part, dimension)
    found = {line.key: line.values[key] for line in lines}
    nothing = FORMULAS[key][1](dict.fromkeys(FORMULAS[key][0], Decimal(0)))
    for member in found.keys() | wanted.keys():
        assert close(found.get(member, nothing), wanted.get(member, nothing)), member


SCOPES = {
    "region": "region_id = 2", "branch": "branch_id = 2", "team": "team_id = 2",
    "agent": "agent_id = 2", "partner": "partner_id = 2", "customer": "customer_id = 2",
}  # fmt: skip
EVERY_SCOPE = ["gross_sales", "net_sales", "commissions", "bookings_created", "cancellations"]


@pytest.mark.parametrize("rows", SCOPES)
@pytest.mark.parametrize("key", EVERY_SCOPE)
def test_a_scope_counts_its_own_rows_only(database: Database, key: str, rows: str) -> None:
    """For every kind of scope the figure equals the same SQL with that owner's filter."""
    first, last = PERIODS["a past year"]
    scope = Scope(rows, 2)  # type: ignore[arg-type]
    with database.reading(scope.fence) as connection:
        value = figures.totals(connection, scope, [key], Slice(first, last, TODAY))[key]
    wanted = independent(database, key, None, first, last, SCOPES[rows])
    assert close(value, wanted["all"])


FILTERS = {
    "branch": (Member("branch", 3, "Mérida"), "branch_id = 3"),
    "destination": (Member("destination", "Tulum", "Tulum"), "destination = 'Tulum'"),
    "agent": (Member("agent", 1, "María López"), "agent_id = 1"),
    "channel": (Member("channel", "web", "web"), "channel = 'web'"),
}


@pytest.mark.parametrize("name", FILTERS)
@pytest.mark.parametrize("excluded", [False, True], ids=["only", "without"])
def test_a_member_is_kept_or_left_out(database: Database, name: str, excluded: bool) -> None:
    """ "Solo Cancún" and "sin Tulum" filter all three views behind net sales alike."""
    member, condition = FILTERS[name]
    first, last = PERIODS["a past month"]
    scope = Scope("all")
    chosen = {"excluded": (member,)} if excluded else {"members": (member,)}
    with database.reading(scope.fence) as connection:
        part = Slice(first, last, TODAY, **chosen)
        value = figures.totals(connection, scope, ["net_sales"], part)["net_sales"]
    where = f"({condition}) is not true" if excluded else condition
    wanted = independent(database, "net_sales", None, first, last, where)
    assert close(value, wanted["all"])


def test_without_cancelled_leaves_their_refunds_and_commissions_out_too(
    database: Database,
) -> None:
    """ "Sin cancelaciones" means without bookings that are cancelled today, in every view."""
    first, last = PERIODS["a past month"]
    scope = Scope("all")
    with database.reading(scope.fence) as connection:
        part = Slice(first, last, TODAY, excluded_statuses=("cancelled",))
        value = figures.totals(connection, scope, ["net_sales"], part)["net_sales"]
    where = ("booking_ref not in (select x.booking_ref from reporting.bookings x "
             "where x.status = 'cancelled')")  # fmt: skip
    assert close(value, independent(database, "net_sales", None, first, last, where)["all"])


def test_every_metric_of_the_catalogue_has_golden_numbers() -> None:
    """A new metric without independent SQL fails here; goal progress has its own tests."""
    assert set(FORMULAS) | {"goal_progress"} == set(metrics())


@pytest.mark.parametrize("key", ["net_sales", "cancellation_rate", "occupancy", "commissions"])
def test_several_dimensions_in_one_pass_are_each_as_alone(database: Database, key: str) -> None:
    """Grouping sets give every dimension the lines that it has by itself, names included."""
    scope, part = Scope("all"), Slice(*PERIODS["a past month"], TODAY)
    dimensions = [d for d in metrics()[key].dimensions if d in KEYS]
    with database.reading(scope.fence) as connection:
        together = figures.breakdowns(connection, scope, [key], part, dimensions)
        alone = {d: figures.breakdown(connection, scope, [key], part, d) for d in dimensions}
    for dimension in dimensions:
        found, wanted = (
            {line.key: (line.name, line.values[key]) for line in lines[dimension]}
            for lines in (together, alone)
        )
        assert found == wanted
        assert len(found) > 1
