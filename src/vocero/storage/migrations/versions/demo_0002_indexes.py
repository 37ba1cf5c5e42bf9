"""Index what no roll-up answers: the bookings of one agent, partner, team or departure."""

from alembic import op

revision = "demo_0002"
down_revision = "demo_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    for statement in (
        "create index bookings_seats on tours.bookings (product_id, travel_on)"
        " include (pax, status)",
        "drop index tours.bookings_product_id_travel_on_idx",
        "create index bookings_agent on tours.bookings (agent_id, confirmed_on)"
        " where agent_id is not null",
        "create index bookings_partner on tours.bookings (partner_id, confirmed_on)"
        " where partner_id is not null",
        "create index bookings_team on tours.bookings (team_id, confirmed_on)"
        " where team_id is not null",
        "create index bookings_region on tours.bookings (region_id, branch_id)",
        "create index commissions_agent on tours.commissions (agent_id, accrued_on)"
        " where agent_id is not null",
        "create index commissions_partner on tours.commissions (partner_id, accrued_on)"
        " where partner_id is not null",
    ):
        op.execute(statement)


def downgrade() -> None:
    """Take back."""
    op.execute("create index on tours.bookings (product_id, travel_on)")
    for name in ("bookings_seats", "bookings_agent", "bookings_partner", "bookings_team",
                 "bookings_region", "commissions_agent", "commissions_partner"):  # fmt: skip
        op.execute(f"drop index tours.{name}")
