"""`check-data` tells a company what its reporting views lack."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.conftest import NOW
from vocero.storage.check import check
from vocero.storage.engine import Database


@pytest.fixture
def connection(database: Database) -> Iterator[sa.Connection]:
    """A transaction that may break the views and is always taken back."""
    with database.owner.connect() as opened:
        transaction = opened.begin()
        yield opened
        transaction.rollback()


def test_the_demo_company_is_complete(connection: sa.Connection) -> None:
    """Nothing is missing, mistyped, empty or stale."""
    assert check(connection, NOW) == []


BREAKS = {
    "drop view reporting.inquiries cascade": ("inquiries", "does not exist"),
    "alter view reporting.rates rename column rate to price": ("rates", "lacks the column rate"),
    "drop view reporting.rates cascade; create view reporting.rates as select rated_on, currency, "
    "rate::text as rate from tours.rates": ("rates", "column rate is text, and should be numeric"),
    "update tours.bookings set channel = 'fax' where booking_ref = "
    "(select min(booking_ref) from tours.bookings)": ("bookings", "unknown values of channel: fax"),
    "truncate tours.inquiries": ("inquiries", "is empty"),
    "update tours.loads set loaded_at = '2026-09-01' where view = 'rates'": (
        "rates", "was last loaded at 2026-09-01"),
    "drop view reporting.loads cascade": ("loads", "does not exist"),
    "drop view reporting.commissions cascade; create view reporting.commissions as "
    "select commission_id, c.booking_ref, accrued_on, paid_on, c.amount, branch_id, branch, "
    "region_id, region, team_id, team, null::bigint as agent_id, agent, null::bigint as partner_id,"
    "partner, customer_id, customer, product_id, product, destination, channel "
    "from tours.commissions c join reporting.bookings using (booking_ref)": (
        "commissions", "do not name exactly one beneficiary"),
}  # fmt: skip


@pytest.mark.parametrize("statement", BREAKS)
def test_a_fault_is_named_with_its_view(connection: sa.Connection, statement: str) -> None:
    """Each way in which views go wrong is found."""
    connection.exec_driver_sql(statement)
    view, what = BREAKS[statement]
    assert any(fault.view == view and what in fault.what for fault in check(connection, NOW))
