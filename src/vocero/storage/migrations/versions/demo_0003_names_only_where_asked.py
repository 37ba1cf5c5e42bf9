"""Look names up only where a report asks for them: a join that nothing is read from is left out.

PostgreSQL may leave out an outer join to a primary key. Every booking has a branch, a region, a
customer and a product, so the rows stay the same.
"""

from alembic import op
from sqlalchemy import text

revision = "demo_0003"
down_revision = "demo_0002"
branch_labels = None
depends_on = None

_VIEWS = ("bookings", "refunds", "commissions", "inquiries", "departures")
_NAMING = ("branches", "regions", "customers", "products")


def _joined(old: str, new: str) -> None:
    """Put one kind of join in the place of another, wherever a view only looks a name up."""
    read = text("select pg_get_viewdef(cast(:view as regclass), true)")
    for view in _VIEWS:
        name = f"reporting.{view}"
        definition = op.get_bind().execute(read, {"view": name}).scalar_one()
        for table in _NAMING:
            definition = definition.replace(f" {old} tours.{table} ", f" {new} tours.{table} ")
        op.get_bind().exec_driver_sql(f"create or replace view {name} as {definition}")


def upgrade() -> None:
    """Apply."""
    _joined("JOIN", "LEFT JOIN")


def downgrade() -> None:
    """Take back."""
    _joined("LEFT JOIN", "JOIN")
