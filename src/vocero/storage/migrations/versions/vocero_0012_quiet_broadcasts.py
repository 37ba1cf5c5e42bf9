"""Let a broadcast wait for the end of each person's quiet hours, unless it is urgent."""

from alembic import op

revision = "vocero_0012"
down_revision = "vocero_0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute("alter table vocero.broadcasts add column urgent boolean not null default false")
    op.execute("alter table vocero.broadcast_recipients add column not_before timestamptz")


def downgrade() -> None:
    """Take back."""
    op.execute("alter table vocero.broadcast_recipients drop column not_before")
    op.execute("alter table vocero.broadcasts drop column urgent")
