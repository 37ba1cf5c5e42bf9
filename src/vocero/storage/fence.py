"""The second fence: the reader's views, which show no row unless the Scope's settings say so.

One `security_barrier` view over each reporting view, filtering on transaction-local settings. It
stops a forgotten filter; it is rebuilt from here and not by a migration, because it follows the
company's own views.
"""

import sqlalchemy as sa

from vocero.storage.contract import FENCE, REPORTING, VIEWS
from vocero.storage.engine import RASA, READER

_SETTING = "(select nullif(current_setting('vocero.{name}', true), ''))"
_ROWS = _SETTING.format(name="rows")
_ID = _SETTING.format(name="id") + "::bigint"
_OWNERS = ("region", "branch", "team", "agent", "partner", "customer")
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
        connection.exec_driver_sql(_OWN_POSITION)
        connection.exec_driver_sql(
            f"revoke all on function {FENCE}.own_position(text, date, date) from public"
        )
    connection.exec_driver_sql(f"grant usage on schema {FENCE} to {READER}")
    connection.exec_driver_sql(f"grant select on all tables in schema {FENCE} to {READER}")
    connection.exec_driver_sql(f"grant execute on all functions in schema {FENCE} to {READER}")
    return sorted(present)


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
        f"select {columns} from {REPORTING}.{view} where {_condition(view)}"
    )


def _condition(view: str) -> str:
    """Say which rows of a view the settings let through."""
    columns = VIEWS[view]
    if view in {"rates", "loads", "departures"}:
        return f"{_ROWS} is not null"
    conditions = [f"{_ROWS} = 'all'"]
    conditions += [
        f"({_ROWS} = '{owner}' and {owner}_id = {_ID})"
        for owner in _OWNERS
        if f"{owner}_id" in columns
    ]
    if view == "targets":
        conditions.append(
            f"({_ROWS} = 'region' and branch_id in "  # noqa: S608 — constants only
            f"(select b.branch_id from {REPORTING}.bookings b where b.region_id = {_ID}))"
        )
    return " or ".join(conditions)


_OWN_POSITION = f"""
create function {FENCE}.own_position(metric text, first date, last date)
returns table (place bigint, colleagues bigint, branch text)
language sql stable security definer set search_path = pg_catalog as $$
    with me as (
        select {_ID} as agent_id, {_SETTING.format(name="branch")}::bigint as branch_id
         where {_ROWS} = 'agent'
    ), entries as (
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
    ), places as (
        select agent_id, rank() over (order by amount desc) as place,
               count(*) over () as colleagues
          from totals
    )
    select p.place, p.colleagues,
           (select min(b.branch) from {REPORTING}.bookings b where b.branch_id = me.branch_id)
      from places p, me where p.agent_id = me.agent_id
$$
"""  # noqa: S608 — constants only
