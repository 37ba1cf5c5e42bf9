"""The second fence: the reader's views, which show no row unless the Scope's settings say so.

One `security_barrier` view over each reporting view, filtering on transaction-local settings. It
stops a forgotten filter; it is rebuilt from here and not by a migration, because it follows the
company's own views.
"""

from collections.abc import Collection

import sqlalchemy as sa

from vocero.storage.contract import FENCE, REPORTING, VIEWS
from vocero.storage.engine import RASA, READER
from vocero.storage.rollups import FENCED_MEMBERS, MEMBERS, NAMES, OWNERS, ROLLUPS, Rollup, key_of

_SETTING = "(select nullif(current_setting('vocero.{name}', true), ''))"
_ROWS = _SETTING.format(name="rows")
_ID = _SETTING.format(name="id") + "::bigint"
_OWNERS = ("region", "branch", "team", "agent", "partner", "customer")
_LEAST = -(2**63)
# One booking of each branch tells: from one branch to the next, rather than through all bookings.
_NEXT_BRANCH = (
    f"select b.branch_id from {REPORTING}.bookings b where b.region_id = {_ID} and b.branch_id > "  # noqa: S608 — constants only
    "{after} order by b.region_id, b.branch_id limit 1"
)
_BRANCHES = (
    f"with recursive branches (id) as ((select ({_NEXT_BRANCH.format(after=_LEAST)})) "  # noqa: S608 — constants only
    "union all "
    f"select ({_NEXT_BRANCH.format(after='branches.id')}) from branches where id is not null) "
    "select id from branches"
)
_OWN_METRICS = ("gross_sales", "net_sales", "sales_count", "passengers")


def build(connection: sa.Connection) -> list[str]:
    """Make the schema `fence` anew over the reporting views that exist; give their names."""
    present = _reporting_views(connection)
    connection.exec_driver_sql(f"drop schema if exists {FENCE} cascade")
    connection.exec_driver_sql(f"create schema {FENCE}")
    for view in VIEWS:
        if view in present:
            _build_view(connection, view)
    if {"bookings", "refunds", "commissions"} <= present:
        connection.exec_driver_sql(_own_position("own_position", _TOTALS))
    roll_up(connection)
    return sorted(present)


def roll_up(connection: sa.Connection) -> None:
    """Put the fence's view on each roll-up that is built and has none."""
    rows = connection.execute(
        sa.text("select tablename from pg_tables where schemaname = 'vocero'"
                " and to_regclass(:fence || '.' || tablename) is null"), {"fence": FENCE}
    )  # fmt: skip
    bare = {name for (name,) in rows}
    for rollup in ROLLUPS.values():
        if rollup.table in bare:
            _build_rollup(connection, rollup)
    if MEMBERS in bare:
        columns = ", ".join(FENCED_MEMBERS.c.keys())
        connection.exec_driver_sql(
            f"create view {FENCE}.{MEMBERS} with (security_barrier) as "  # noqa: S608 — constants only
            f"select {columns} from vocero.{MEMBERS} where {_condition(MEMBERS, OWNERS)}"
        )
    if ROLLUPS["sellers"].table in bare:
        connection.exec_driver_sql(_own_position("own_position_rolled", _ROLLED_TOTALS))
    _grant(connection)


def _grant(connection: sa.Connection) -> None:
    connection.exec_driver_sql(f"grant usage on schema {FENCE} to {READER}")
    connection.exec_driver_sql(f"grant select on all tables in schema {FENCE} to {READER}")
    connection.exec_driver_sql(f"revoke all on all functions in schema {FENCE} from public")
    connection.exec_driver_sql(f"grant execute on all functions in schema {FENCE} to {READER}")


def ensure_roles(
    connection: sa.Connection, reader_password: str | None, rasa_password: str | None
) -> None:
    """Make the roles of the reader and of Rasa, with nothing but what each needs.

    Without a password the role's stays as it is (the embedded server trusts local users).
    """
    for role, password in ((READER, reader_password), (RASA, rasa_password)):
        known = connection.execute(
            sa.text("select 1 from pg_roles where rolname = :role"), {"role": role}
        ).first()
        if known is None:
            connection.exec_driver_sql(
                f"create role {role} login nosuperuser nocreatedb nocreaterole noinherit"
            )
        if password is not None:
            quoted = "'" + password.replace("'", "''") + "'"
            connection.exec_driver_sql(f"alter role {role} password {quoted}".replace("%", "%%"))
    connection.exec_driver_sql(f"alter role {READER} set default_transaction_read_only = on")
    connection.exec_driver_sql(f"alter role {READER} set statement_timeout = '3s'")
    # The planner takes the fence to let few rows through, and sorts where it would rather hash.
    connection.exec_driver_sql(f"alter role {READER} set work_mem = '32MB'")
    connection.exec_driver_sql("create schema if not exists rasa")
    connection.exec_driver_sql(f"grant usage, create on schema rasa to {RASA}")
    # Rasa makes its own tables; retention clears them as the owner.
    connection.exec_driver_sql(f"grant {RASA} to current_user")
    database = connection.execute(sa.text("select current_database()")).scalar_one()
    connection.exec_driver_sql(f'revoke temporary on database "{database}" from public')
    connection.exec_driver_sql("revoke create on schema public from public")


def _reporting_views(connection: sa.Connection) -> set[str]:
    rows = connection.execute(
        sa.text("select table_name from information_schema.tables where table_schema = :schema"),
        {"schema": REPORTING},
    )
    return {name for (name,) in rows} & set(VIEWS)


def _build_view(connection: sa.Connection, view: str) -> None:
    columns = ", ".join(VIEWS[view])
    connection.exec_driver_sql(
        f"create view {FENCE}.{view} with (security_barrier) as "  # noqa: S608 — names from the contract
        f"select {columns} from {REPORTING}.{view} where {_condition(view, VIEWS[view])}"
    )


def _build_rollup(connection: sa.Connection, rollup: Rollup) -> None:
    """Let rows of a roll-up through as those of the views, with the names beside the ids."""
    keys = ", ".join(f"r.{key}" for key in rollup.keys)
    names = "".join(f", {d}.name as {d}" for d in rollup.named)
    joins = " ".join(
        f"left join vocero.{NAMES} {d} on {d}.dimension = '{d}' and {d}.key = r.{key_of(d)}"
        for d in rollup.named
    )
    sums = ", ".join(f"r.{measure}" for measure in rollup.measures)
    view = "departures" if rollup.views == ("departures",) else rollup.table
    connection.exec_driver_sql(
        f"create view {FENCE}.{rollup.table} with (security_barrier) as "  # noqa: S608 — constants only
        f"select r.day, {keys}{names}, {sums} from vocero.{rollup.table} r {joins} "
        f"where {_condition(view, rollup.keys)}"
    )


def _condition(view: str, columns: Collection[str]) -> str:
    """Say which rows of a view the settings let through."""
    if view in {"rates", "loads", "departures"}:
        return f"{_ROWS} is not null"
    conditions = [f"{_ROWS} = 'all'"]
    conditions += [
        f"({_ROWS} = '{owner}' and {owner}_id = {_ID})"
        for owner in _OWNERS
        if f"{owner}_id" in columns
    ]
    if view == "targets":
        conditions.append(f"({_ROWS} = 'region' and branch_id in ({_BRANCHES}))")
    return " or ".join(conditions)


_TOTALS = f"""
    entries as (
        select b.agent_id, b.branch_id,
               case metric when 'sales_count' then 1 when 'passengers' then b.pax
                           else b.amount end as amount
          from {REPORTING}.bookings b where b.confirmed_on between first and last
        union all
        select r.agent_id, r.branch_id, -r.amount from {REPORTING}.refunds r
         where metric = 'net_sales' and r.refunded_on between first and last
        union all
        select c.agent_id, c.branch_id, -c.amount from {REPORTING}.commissions c
         where metric = 'net_sales' and c.accrued_on between first and last
    ), totals as (
        select e.agent_id, sum(e.amount) as amount from entries e, me
         where e.branch_id = me.branch_id and e.agent_id is not null
           and metric = any (array{list(_OWN_METRICS)!r})
         group by 1
    )
"""  # noqa: S608 — constants only
_ROLLED_TOTALS = f"""
    totals as (
        select r.agent_id,
               coalesce(sum(case metric when 'sales_count' then r.sales_count
                            when 'passengers' then r.passengers else r.gross_sales end), 0)
               - case when metric = 'net_sales'
                      then coalesce(sum(r.refunds), 0) + coalesce(sum(r.commissions), 0)
                      else 0 end as amount
          from vocero.{ROLLUPS["sellers"].table} r, me
         where r.branch_id = me.branch_id and r.agent_id is not null
           and r.day between first and last and metric = any (array{list(_OWN_METRICS)!r})
           and (r.sales_count is not null or metric = 'net_sales'
                and (r.refunds is not null or r.commissions is not null))
         group by 1
    )
"""  # noqa: S608 — constants only


def _own_position(name: str, totals: str) -> str:
    """Give the function that tells an agent their place, and nothing about any colleague."""
    branch = f"select min(b.branch) from {REPORTING}.bookings b where b.branch_id = me.branch_id"  # noqa: S608 — constants only
    if totals == _ROLLED_TOTALS:
        branch = f"select n.name from vocero.{NAMES} n where n.dimension = 'branch' and n.key = me.branch_id"  # noqa: S608, E501 — constants only
    return f"""
create or replace function {FENCE}.{name}(metric text, first date, last date)
returns table (place bigint, colleagues bigint, branch text)
language sql stable security definer set search_path = pg_catalog as $$
    with me as (
        select {_ID} as agent_id, {_SETTING.format(name="branch")}::bigint as branch_id
         where {_ROWS} = 'agent'
    ), {totals}, places as (
        select agent_id, rank() over (order by amount desc) as place,
               count(*) over () as colleagues
          from totals
    )
    select p.place, p.colleagues, ({branch})
      from places p, me where p.agent_id = me.agent_id
$$
"""  # noqa: S608 — constants only
