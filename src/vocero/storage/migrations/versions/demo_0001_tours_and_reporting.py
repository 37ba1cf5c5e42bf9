"""Make the demo company's tables (schema tours) and the reporting views over them."""

from alembic import op

revision = "demo_0001"
down_revision = None
branch_labels = ("demo",)
depends_on = "vocero_0001"

_TABLES = """
create schema tours;
create schema reporting;
create table tours.regions (region_id bigint primary key, name text not null);
create table tours.branches (
    branch_id bigint primary key, name text not null, region_id bigint not null);
create table tours.teams (
    team_id bigint primary key, name text not null, branch_id bigint not null);
create table tours.agents (
    agent_id bigint primary key, name text not null, team_id bigint not null);
create table tours.partners (partner_id bigint primary key, name text not null);
create table tours.customers (customer_id bigint primary key, name text not null);
create table tours.products (
    product_id bigint primary key, name text not null, destination text not null);
create table tours.departures (
    departure_id bigint primary key, product_id bigint not null, departs_on date not null,
    capacity integer not null, unique (product_id, departs_on));
create table tours.bookings (
    booking_ref text primary key,
    created_at timestamptz not null, created_on date not null, travel_on date not null,
    status text not null, confirmed_at timestamptz, confirmed_on date, cancelled_on date,
    pax integer not null, amount numeric(14, 2) not null, cost numeric(14, 2) not null,
    currency text not null, original_amount numeric(14, 2) not null,
    branch_id bigint not null, region_id bigint not null, team_id bigint, agent_id bigint,
    partner_id bigint, customer_id bigint not null, product_id bigint not null,
    channel text not null);
create table tours.refunds (
    refund_id bigint primary key, booking_ref text not null, refunded_on date not null,
    amount numeric(14, 2) not null);
create table tours.commissions (
    commission_id bigint primary key, booking_ref text not null, accrued_on date not null,
    paid_on date, amount numeric(14, 2) not null, agent_id bigint, partner_id bigint,
    check ((agent_id is null) <> (partner_id is null)));
create table tours.inquiries (
    inquiry_id bigint primary key, created_on date not null, booking_ref text,
    branch_id bigint not null, region_id bigint not null, team_id bigint, agent_id bigint,
    partner_id bigint, customer_id bigint not null, product_id bigint not null,
    channel text not null);
create table tours.targets (
    month date not null, branch_id bigint not null, team_id bigint, agent_id bigint,
    amount numeric(14, 2) not null);
create table tours.rates (
    rated_on date not null, currency text not null, rate numeric(12, 4) not null,
    primary key (rated_on, currency));
create table tours.loads (view text primary key, version bigint not null,
    loaded_at timestamptz not null);
create index on tours.bookings (created_on);
create index on tours.bookings (confirmed_on);
create index on tours.bookings (cancelled_on) where cancelled_on is not null;
create index on tours.bookings (travel_on);
create index on tours.bookings (customer_id, confirmed_at);
create index on tours.refunds (refunded_on);
create index on tours.commissions (accrued_on);
create index on tours.inquiries (created_on);
create index on tours.departures (departs_on);
create index on tours.bookings (product_id, travel_on);
"""

_NAMES = """
    s.branch_id, branches.name as branch, s.region_id, regions.name as region,
    s.team_id, teams.name as team, {agent}.agent_id, agents.name as agent,
    {agent}.partner_id, partners.name as partner, s.customer_id, customers.name as customer,
    s.product_id, products.name as product, products.destination, s.channel
"""
_JOINS = """
    join tours.branches on branches.branch_id = s.branch_id
    join tours.regions on regions.region_id = s.region_id
    left join tours.teams on teams.team_id = s.team_id
    left join tours.agents on agents.agent_id = {agent}.agent_id
    left join tours.partners on partners.partner_id = {agent}.partner_id
    join tours.customers on customers.customer_id = s.customer_id
    join tours.products on products.product_id = s.product_id
"""


def _view(name: str, own: str, source: str, agent: str = "s") -> str:
    names, joins = _NAMES.format(agent=agent), _JOINS.format(agent=agent)
    return f"create view reporting.{name} as select {own}, {names} from {source} {joins};"  # noqa: S608 — constants only


_VIEWS = (
    _view(
        "bookings",
        "s.booking_ref, s.created_at, s.created_on, s.travel_on, s.status, s.confirmed_at, "
        "s.confirmed_on, s.cancelled_on, s.pax, s.amount, s.cost, s.currency, s.original_amount",
        "tours.bookings s",
    ),
    _view(
        "refunds",
        "r.refund_id, r.booking_ref, r.refunded_on, r.amount",
        "tours.refunds r join tours.bookings s on s.booking_ref = r.booking_ref",
    ),
    _view(
        "commissions",
        "c.commission_id, c.booking_ref, c.accrued_on, c.paid_on, c.amount",
        "tours.commissions c join tours.bookings s on s.booking_ref = c.booking_ref",
        agent="c",
    ),
    _view("inquiries", "s.inquiry_id, s.created_on, s.booking_ref", "tours.inquiries s"),
    """create view reporting.departures as
    select d.departure_id, d.departs_on, d.capacity,
           coalesce(b.pax, 0)::integer as pax_booked, d.product_id, p.name as product,
           p.destination
      from tours.departures d
      join tours.products p on p.product_id = d.product_id
      left join lateral (
          select sum(pax) as pax from tours.bookings b
           where b.product_id = d.product_id and b.travel_on = d.departs_on
             and b.status <> 'cancelled') b on true;""",
    """create view reporting.targets as
    select month, branch_id, team_id, agent_id, 'gross_sales'::text as metric, amount
      from tours.targets;""",
    "create view reporting.rates as select rated_on, currency, rate from tours.rates;",
    "create view reporting.loads as select view, version, loaded_at from tours.loads;",
)


def upgrade() -> None:
    """Apply."""
    for statement in (_TABLES, *_VIEWS):
        op.execute(statement.replace("::", r"\:\:"))


def downgrade() -> None:
    """Take back."""
    op.execute("drop schema reporting cascade; drop schema tours cascade")
