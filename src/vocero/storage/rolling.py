"""Building the roll-ups from the reporting views: from one snapshot, swapped in whole."""

import time

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from vocero.storage import fence
from vocero.storage.contract import REPORTING
from vocero.storage.engine import Database
from vocero.storage.rollups import (
    LISTED,
    MEMBERS,
    NAMED,
    NAMES,
    OWNERS,
    ROLLUPS,
    Rollup,
    Source,
    key_of,
)
from vocero.storage.tables import rollups

WORTH_IT = 100_000
"""Below so many bookings the views are quick enough by themselves."""
_LOCK = 7_311_006
_TRIES, _PAUSE = 20, 0.25
_VERSION = sa.text(f"select sum(version)::bigint from {REPORTING}.loads")  # noqa: S608 — constants only
_BUILT = sa.text("select min(version) from vocero.rollups having count(*) > 0")


def due(connection: sa.Connection, worth_it: int = WORTH_IT) -> bool:
    """Tell whether the data is newer than the roll-ups, and large enough to need them."""
    there = connection.execute(sa.select(sa.func.to_regclass(f"{REPORTING}.loads"))).scalar_one()
    if there is None:
        return False
    version = connection.execute(_VERSION).scalar_one()
    if version is None or version == connection.execute(_BUILT).scalar_one_or_none():
        return False
    enough = sa.text(f"select 1 from {REPORTING}.bookings offset :n limit 1")  # noqa: S608 — constants only
    return connection.execute(enough, {"n": worth_it - 1}).first() is not None


def build(database: Database, names: tuple[str, ...] = tuple(ROLLUPS)) -> dict[str, int]:
    """Build the roll-ups anew and give how many rows each has; the others are dropped.

    Readers see the old ones until all new ones are there; while somebody else builds them nothing
    is done. Raises ValueError in a company whose views tell no loads: nobody could say whether its
    roll-ups are those of today's data.
    """
    with database.owner.connect() as connection:
        # One snapshot: the roll-ups agree with one another, and with the version beside them.
        snapshot = connection.execution_options(isolation_level="REPEATABLE READ")
        with snapshot.begin():
            snapshot.exec_driver_sql("set local statement_timeout = 0")
            mine = sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))
            if not snapshot.execute(mine).scalar_one():
                return {}
            snapshot.exec_driver_sql("set local work_mem = '256MB'")
            version = snapshot.execute(_VERSION).scalar_one_or_none()
            if version is None:
                raise ValueError("the reporting views tell no loads")
            rows = {name: _fill(snapshot, ROLLUPS[name]) for name in names}
            _fill_names(snapshot)
            _fill_members(snapshot, names)
            through = {name: _through(snapshot, ROLLUPS[name]) for name in names}
            _swap_in(snapshot, names)
            snapshot.execute(sa.delete(rollups))
            for name in names:
                told = {"name": name, "version": version, "through": through[name]}
                snapshot.execute(sa.insert(rollups).values(told))
    return rows


def _fill(connection: sa.Connection, rollup: Rollup) -> int:
    """Make the new table of a roll-up."""
    keys, table = ", ".join(rollup.keys), f"vocero.{rollup.table}_new"
    parts = " union all ".join(_part(rollup, source) for source in rollup.sources)
    sums = ", ".join(f"sum({m}) as {m}" for m in rollup.measures)
    connection.exec_driver_sql(f"drop table if exists {table}")
    connection.exec_driver_sql(
        f"create table {table} as select day, {keys}, {sums} from ({parts}) as parts "  # noqa: S608 — constants only
        f"group by day, {keys} order by day, {keys}"
    )
    connection.exec_driver_sql(f"create index on {table} (day)")
    connection.exec_driver_sql(f"analyze {table}")
    return int(connection.exec_driver_sql(f"select count(*) from {table}").scalar_one())  # noqa: S608 — constants only


def _part(rollup: Rollup, source: Source) -> str:
    """Sum one source; the columns of the others are null."""
    keys = ", ".join(rollup.keys)
    columns = ", ".join(
        f"({source.sums[m]})::numeric as {m}" if m in source.sums else f"null::numeric as {m}"
        for m in rollup.measures
    )
    day = f"date_trunc('month', {source.on})::date" if rollup.grain == "month" else source.on
    view = f"{REPORTING}.{source.view}"
    if "repeat_sales" in source.sums:
        view += (
            f" left join (select customer_id, min(confirmed_at) as first_confirmed_at from {view} "  # noqa: S608 — constants only
            "where customer_id is not null group by 1) as firsts using (customer_id)"
        )
    return (
        f"(select {day} as day, {keys}, {columns} from {view} where {source.on} is not null "  # noqa: S608 — constants only
        f"group by 1, {keys})"
    )


def _fill_names(connection: sa.Connection) -> None:
    """Make the new table of names: one a member, the least of those that it ever had."""
    table, parts = f"vocero.{NAMES}_new", []
    for view, dimensions in (("bookings", NAMED), ("refunds", NAMED), ("commissions", NAMED),
                             ("inquiries", NAMED), ("departures", ("product",))):  # fmt: skip
        which = " ".join(f"when grouping({key_of(d)}) = 0 then '{d}'" for d in dimensions)
        names = " ".join(f"when grouping({key_of(d)}) = 0 then min({d})" for d in dimensions)
        keys = ", ".join(key_of(d) for d in dimensions)
        sets = ", ".join(f"({key_of(d)})" for d in dimensions)
        parts.append(
            f"(select case {which} end as dimension, coalesce({keys}) as key, "  # noqa: S608 — constants only
            f"case {names} end as name from {REPORTING}.{view} group by grouping sets ({sets}))"
        )
    connection.exec_driver_sql(f"drop table if exists {table}")
    connection.exec_driver_sql(
        f"create table {table} as select dimension, key, min(name) as name "  # noqa: S608 — constants only
        f"from ({' union all '.join(parts)}) as parts where key is not null group by 1, 2"
    )
    connection.exec_driver_sql(f"create unique index on {table} (dimension, key)")
    connection.exec_driver_sql(f"analyze {table}")


def _fill_members(connection: sa.Connection, names: tuple[str, ...]) -> None:
    """Make the new table of members, from the new roll-ups."""
    table, owners = f"vocero.{MEMBERS}_new", ", ".join(OWNERS)
    connection.exec_driver_sql(f"drop table if exists {table}")
    connection.exec_driver_sql(
        f"create table {table} (dimension text, id bigint, name text, "
        "region_id bigint, branch_id bigint, team_id bigint)"
    )
    for dimension, name in LISTED.items():
        if name in names:
            key = key_of(dimension)
            columns = f"{key}, null" if key != dimension else f"null, {key}"
            found = ", ".join(dict.fromkeys((key, *OWNERS)))
            connection.exec_driver_sql(
                f"insert into {table} select '{dimension}', {columns}, {owners} from "  # noqa: S608 — constants only
                f"(select distinct {found} from vocero.{ROLLUPS[name].table}_new "
                f"where bookings_created > 0 and {key} is not null) as found"
            )
    connection.exec_driver_sql(
        f"update {table} m set name = n.name from vocero.{NAMES}_new n "  # noqa: S608 — constants only
        "where n.dimension = m.dimension and n.key = m.id"
    )
    connection.exec_driver_sql(f"create index on {table} (dimension)")
    connection.exec_driver_sql(f"analyze {table}")


def _through(connection: sa.Connection, rollup: Rollup) -> object:
    """Give the last day on which a roll-up of months has anything; None for one of days."""
    if rollup.grain == "day":
        return None
    lasts = " union all ".join(
        f"select max({s.on}) as day from {REPORTING}.{s.view}"  # noqa: S608 — constants only
        for s in rollup.sources
    )
    return connection.exec_driver_sql(f"select max(day) from ({lasts}) as lasts").scalar_one()  # noqa: S608 — constants only


def _swap_in(connection: sa.Connection, names: tuple[str, ...]) -> None:
    """Put the new tables in the place of the old ones.

    Whoever reads now may want next what is locked here: rather than wait for one another, let go
    and try again.
    """
    connection.exec_driver_sql("set local lock_timeout = '300ms'")
    for again in reversed(range(_TRIES)):
        try:
            with connection.begin_nested():
                _swap(connection, names)
            break
        except OperationalError:
            if not again:
                raise
            time.sleep(_PAUSE)
    connection.exec_driver_sql("set local lock_timeout = 0")


def _swap(connection: sa.Connection, names: tuple[str, ...]) -> None:
    for table in (NAMES, MEMBERS, *(rollup.table for rollup in ROLLUPS.values())):
        connection.exec_driver_sql(f"drop table if exists vocero.{table} cascade")
    for table in (NAMES, MEMBERS, *(ROLLUPS[name].table for name in names)):
        connection.exec_driver_sql(f"alter table vocero.{table}_new rename to {table}")
    fence.roll_up(connection)
