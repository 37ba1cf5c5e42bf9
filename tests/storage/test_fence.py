"""The second fence: the reader sees what the settings let through, and can do nothing else."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from vocero.errors import TooSlowError
from vocero.storage.contract import VIEWS
from vocero.storage.engine import Database

SCOPED = ["bookings", "refunds", "commissions", "inquiries", "targets"]
OWNERS = ["region", "branch", "team", "agent", "partner", "customer"]


@pytest.mark.parametrize("view", VIEWS)
def test_without_settings_there_are_no_rows(database: Database, view: str) -> None:
    """A forgotten scope shows nothing."""
    with database.reading({}) as connection:
        count = connection.execute(sa.text(f"select count(*) from fence.{view}")).scalar_one()
    assert count == 0


OWNED = [
    (view, owner)
    for view in SCOPED
    for owner in OWNERS
    if f"{owner}_id" in VIEWS[view] or (view, owner) == ("targets", "region")
]


@pytest.mark.parametrize(("view", "owner"), OWNED)
def test_settings_let_through_just_the_owner_s_rows(
    database: Database, view: str, owner: str
) -> None:
    """For each kind of owner the fence equals the plain filter on the reporting view."""
    condition = f"{owner}_id = 1"
    if view == "targets" and owner == "region":
        condition = "branch_id in (select branch_id from reporting.bookings where region_id = 1)"
    with database.reading({"rows": owner, "id": "1"}) as connection:
        seen = connection.execute(sa.text(f"select count(*) from fence.{view}")).scalar_one()
    with database.owner.connect() as connection:
        wanted = connection.execute(
            sa.text(f"select count(*) from reporting.{view} where {condition}")
        ).scalar_one()
    assert seen == wanted > 0


@pytest.mark.parametrize("owner", ["partner", "customer"])
def test_a_view_without_the_owner_shows_nothing(database: Database, owner: str) -> None:
    """Partners and clients have no targets, so they see none."""
    with database.reading({"rows": owner, "id": "1"}) as connection:
        assert connection.execute(sa.text("select count(*) from fence.targets")).scalar_one() == 0


def test_settings_end_with_their_transaction(database: Database) -> None:
    """The next user of a pooled connection inherits nothing."""
    with database.reading({"rows": "all"}):
        pass
    for _ in range(12):
        with database.reading({}) as connection:
            rows = connection.execute(sa.text("select count(*) from fence.rates")).scalar_one()
            assert rows == 0


FORBIDDEN = [
    "select 1 from reporting.bookings limit 1",
    "select 1 from tours.bookings limit 1",
    "select 1 from vocero.people limit 1",
    "insert into fence.rates values ('2026-01-01', 'USD', 1)",
    "update fence.bookings set amount = 0",
    "delete from fence.bookings",
    "create table fence.x (a int)",
    "create table public.x (a int)",
    "create temporary table x (a int)",
    "copy (select 1) to program 'true'",
    "copy (select 1) to '/tmp/x'",
    "select pg_read_file('/etc/passwd')",
    "create role x",
    "drop schema fence cascade",
    "alter role vocero_reader superuser",
    "set role postgres",
    "set session authorization postgres",
    "create function fence.f() returns int language sql as 'select 1'",
]


@pytest.mark.parametrize("statement", FORBIDDEN)
@pytest.mark.parametrize("unlocked", [False, True], ids=["read-only", "set to read-write"])
def test_the_reader_can_do_nothing_else(database: Database, statement: str, unlocked: bool) -> None:
    """Missing grants hold even where the session undoes its read-only default."""
    with database.reader.connect() as connection:
        if unlocked:
            connection.exec_driver_sql("set default_transaction_read_only = off")
            connection.exec_driver_sql("set transaction read write")
        with pytest.raises(DBAPIError):
            connection.exec_driver_sql(statement)


def test_a_long_statement_is_ended(database: Database) -> None:
    """The reader's statements have a time limit, and it has an error of its own."""
    with pytest.raises(TooSlowError), database.reading({"rows": "all"}) as connection:
        _sleep(connection)


def _sleep(connection: sa.Connection) -> None:
    connection.exec_driver_sql("set local statement_timeout = '50ms'")
    connection.exec_driver_sql("select pg_sleep(5)")


def test_the_reader_owns_and_bypasses_nothing(database: Database) -> None:
    """No superuser, no BYPASSRLS, no membership, no ownership."""
    with database.owner.connect() as connection:
        role = connection.execute(
            sa.text("select rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, oid "
                    "from pg_roles where rolname = 'vocero_reader'")
        ).one()  # fmt: skip
        owned = connection.execute(
            sa.text("select count(*) from pg_class where relowner = :oid"), {"oid": role.oid}
        ).scalar_one()
        member = connection.execute(
            sa.text("select count(*) from pg_auth_members where member = :oid"), {"oid": role.oid}
        ).scalar_one()
    assert tuple(role[:4]) == (False, False, False, False)
    assert (owned, member) == (0, 0)


@pytest.mark.parametrize("metric", ["gross_sales", "net_sales", "sales_count", "passengers"])
def test_own_position_gives_rank_colleagues_and_branch_only(
    database: Database, metric: str
) -> None:
    """An agent learns their place among the branch's agents, and nothing about any of them."""
    with database.reading({"rows": "agent", "id": "1", "branch": "1"}) as connection:
        rows = connection.execute(
            sa.text("select * from fence.own_position(:m, '2026-08-01', '2026-08-31')"),
            {"m": metric},
        ).all()
    ((place, colleagues, branch),) = rows
    assert 1 <= place <= colleagues
    assert branch == "Cancún"


@pytest.mark.parametrize("fence", [{}, {"rows": "all"}, {"rows": "branch", "id": "1"}])
def test_own_position_is_for_those_who_sell(database: Database, fence: dict[str, str]) -> None:
    """Without an agent's or partner's scope the function gives nothing."""
    with database.reading(fence) as connection:
        rows = connection.execute(
            sa.text("select * from fence.own_position('gross_sales', '2026-08-01', '2026-08-31')")
        ).all()
    assert rows == []
