"""Say of each message until when it is of use."""

from alembic import op

revision = "vocero_0013"
down_revision = "vocero_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    # A constant first: with it millions of rows need not be written anew.
    op.execute("alter table vocero.outbox add column expires_at timestamptz not null"
               " default '2000-01-01'")  # fmt: skip
    op.execute("update vocero.outbox set expires_at = greatest(clock_timestamp(), not_before)"
               " + interval '24 hours' where state in ('waiting', 'sending', 'unsure', 'held')")
    op.execute("alter table vocero.outbox alter column expires_at"
               " set default clock_timestamp() + interval '24 hours'")  # fmt: skip


def downgrade() -> None:
    """Take back."""
    op.execute("alter table vocero.outbox drop column expires_at")
