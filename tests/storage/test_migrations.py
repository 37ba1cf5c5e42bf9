"""Migrations go up and down again, and the tables are those that the code knows."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from vocero.settings import Settings
from vocero.storage import (
    broadcast_tables,  # noqa: F401 — their tables belong to the same metadata
    dispatch_tables,  # noqa: F401
    mail_tables,  # noqa: F401
    migrate,
)
from vocero.storage.engine import Database
from vocero.storage.tables import metadata


def test_the_migrated_tables_are_the_declared_ones(database: Database) -> None:
    """Columns and nullability in the database equal storage/tables.py."""
    inspector = sa.inspect(database.owner)
    for table in metadata.tables.values():
        columns = {c["name"]: c["nullable"] for c in inspector.get_columns(table.name, "vocero")}
        assert columns == {c.name: bool(c.nullable) for c in table.columns}


def test_migrating_twice_changes_nothing(database: Database, settings: Settings) -> None:
    """The second run finds everything in place and the fence complete."""
    fenced = migrate.upgrade(database, settings, demo=True)
    assert len(fenced) == 8


def test_several_may_migrate_at_once(database: Database, settings: Settings) -> None:
    """`make actions`, `make api` and `make bot` started together wait for one another."""
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(migrate.upgrade, database, settings, demo=True) for _ in range(8)]
        assert [len(run.result()) for run in runs] == [8] * 8


NAMING = ("branches", "regions", "customers", "products")


@pytest.mark.parametrize("view", ["bookings", "refunds", "commissions", "inquiries", "departures"])
def test_names_are_looked_up_only_where_they_are_asked_for(database: Database, view: str) -> None:
    """To count a view's rows no table of names is read."""
    with database.reading({"rows": "all"}) as connection:
        plan = connection.execute(sa.text(f"explain select count(*) from fence.{view}")).scalars()
        read = "\n".join(plan)
    assert "Scan" in read
    assert not [name for name in NAMING if f" on {name}" in read]


@pytest.mark.parametrize("view", ["bookings", "refunds", "commissions", "inquiries"])
def test_every_row_has_its_names(database: Database, view: str) -> None:
    """Branch, region, customer, product and destination are known of each."""
    with database.owner.connect() as connection:
        nameless = connection.execute(sa.text(
            f"select count(*) from reporting.{view}"
            " where num_nulls(branch, region, customer, product, destination) > 0"
        )).scalar_one()  # fmt: skip
    assert nameless == 0


def test_the_way_down_is_the_way_up(settings: Settings, database: Database) -> None:
    """Down to nothing and up again, in a database of its own."""
    with database.owner.connect() as connection:
        raw = connection.execution_options(isolation_level="AUTOCOMMIT")
        raw.exec_driver_sql("drop database if exists downhill")
        raw.exec_driver_sql("create database downhill")
    url = database.owner.url.set(drivername="postgresql", database="downhill")
    other = settings.model_copy(update={"database_url": _Secret(str(url))})
    fresh = Database(other)
    try:
        migrate.upgrade(fresh, other, demo=True)
        migrate.downgrade(fresh, "demo@base")
        migrate.downgrade(fresh, "vocero@base")
        names = sa.inspect(fresh.owner).get_table_names("vocero")
        assert names == ["alembic_version"]
        assert len(migrate.upgrade(fresh, other, demo=True)) == 8
    finally:
        fresh.close()


class _Secret:
    def __init__(self, value: str) -> None:
        self.value = value

    def get_secret_value(self) -> str:
        """Give the address."""
        return self.value
