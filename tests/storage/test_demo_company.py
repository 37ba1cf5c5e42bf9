"""The demo company is what the data page says, the same from the same seed, and keeps its past."""

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from vocero.storage.demo import bookings, calendar, company, ledger

SEED = 7
ZONE = ZoneInfo("America/Mexico_City")
FIRM = company.build(SEED)
FIRST = dt.date(2026, 3, 1)
Sql = Callable[..., list[tuple[object, ...]]]


def life(day: int, hour: int = 12) -> bookings.Table:
    """All bookings from 1 March 2026 to an hour of a day of April."""
    return bookings.draw(FIRM, bookings.Span(FIRST, dt.datetime(2026, 4, day, hour)), SEED)


def test_the_same_seed_is_the_same_company() -> None:
    """Nothing depends on anything but seed and moment."""
    one, two = life(10), life(10)
    assert all(np.array_equal(one[name].astype(str), two[name].astype(str)) for name in one)


def test_a_later_end_keeps_the_earlier_past() -> None:
    """What was booked until the tenth is the same when one looks on the twentieth."""
    early, late = life(10), life(20)
    known = dict(zip(late["booking_ref"], late["amount"], strict=True))
    assert len(late["amount"]) > len(early["amount"])
    assert all(
        known[ref] == amount
        for ref, amount in zip(early["booking_ref"], early["amount"], strict=True)
    )


def test_nothing_has_happened_after_the_moment() -> None:
    """No booking, confirmation, cancellation or refund lies in the future."""
    span = bookings.Span(FIRST, dt.datetime(2026, 4, 10, 12))
    table = bookings.draw(FIRM, span, SEED)
    for name in ("created_at", "confirmed_at", "cancelled_at"):
        times = table[name][~np.isnat(table[name])]
        assert (times <= span.now).all()
    assert (ledger.refunds(table, span)["refunded_on"] <= np.datetime64("2026-04-10")).all()


def test_a_booking_s_life_is_in_order() -> None:
    """Created, then confirmed, then cancelled; travel not before it was created."""
    table = life(28)
    for earlier, later in (("created_at", "confirmed_at"), ("confirmed_at", "cancelled_at")):
        both = ~np.isnat(table[earlier]) & ~np.isnat(table[later])
        assert (table[earlier][both] <= table[later][both]).all()
    assert (table["created_on"] <= table["travel_on"]).all()


def test_the_anomalies_stand_out() -> None:
    """The web outage and the rush are far from what their days expect."""
    outage, rush, storm = calendar.anomalies(dt.date(2026, 9, 16))
    day = np.array([outage.first, rush.first], dtype="datetime64[D]")
    level = calendar.intensity(day, dt.date(2026, 9, 16)) / calendar.expected(day)
    assert level[0] < 0.3
    assert level[1] > 2
    assert storm.cancellations > 3


SHAPE = {
    "select count(distinct region_id) from reporting.bookings": (3, 3),
    "select count(distinct branch_id) from reporting.bookings": (8, 8),
    "select count(distinct team_id) from reporting.bookings": (20, 20),
    "select count(distinct agent_id) from reporting.bookings": (115, 125),
    "select count(distinct partner_id) from reporting.bookings": (15, 15),
    "select count(distinct customer_id) from reporting.bookings": (8000, 9000),
    "select count(distinct product_id) from reporting.bookings": (60, 60),
    "select count(distinct destination) from reporting.bookings": (12, 12),
    "select count(*) / count(distinct created_on) from reporting.bookings": (50, 75),
    "select count(distinct currency) from reporting.bookings": (3, 3),
    "select count(*) from reporting.bookings where status = 'no_show'": (500, 5000),
    "select count(*) from reporting.commissions where paid_on is null": (1000, 20000),
    "select count(*) from reporting.commissions where amount < 0": (1000, 9000),
    "select count(*) from vocero.people where level = 1": (2, 9),
    "select count(*) from vocero.people where phone like '+120255501__'": (10, 10),
    "select count(distinct level) from vocero.people": (10, 10),
    "select count(*) from vocero.people where phone like '+52%'": (100, 200),
    "select count(*) from vocero.people where phone like '+54%'": (2, 9),
    "select count(*) from reporting.departures where pax_booked > capacity": (0, 0),
    "select count(*) from reporting.bookings where created_on <> "
    "(created_at at time zone 'America/Mexico_City')::date": (0, 0),
    "select count(*) from reporting.bookings where confirmed_on <> "
    "(confirmed_at at time zone 'America/Mexico_City')::date": (0, 0),
    "select extract(year from max(created_on) - interval '1 day') - "
    "extract(year from min(created_on)) from reporting.bookings": (3, 3),
}


@pytest.mark.parametrize("statement", SHAPE)
def test_the_company_has_its_size(sql: Sql, statement: str) -> None:
    """Three years, ~60 bookings a day, and as many of everything as the data page says."""
    least, most = SHAPE[statement]
    assert least <= int(sql(statement)[0][0]) <= most  # type: ignore[call-overload]


def test_a_team_s_target_is_the_sum_of_its_agents(sql: Sql) -> None:
    """And no branch's is less than its teams'."""
    wrong = sql("""
        select month, team_id from reporting.targets where team_id is not null
        group by month, team_id
        having sum(amount) filter (where agent_id is null)
            <> sum(amount) filter (where agent_id is not null)""")
    less = sql("""
        select month, branch_id from reporting.targets group by month, branch_id
        having sum(amount) filter (where team_id is null)
             < sum(amount) filter (where team_id is not null and agent_id is null)""")
    assert wrong == less == []
