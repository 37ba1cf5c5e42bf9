"""Keep an open form of a conversation, and what exactly was wrong with an answer."""

from alembic import op

revision = "vocero_0004"
down_revision = "vocero_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute("alter table vocero.conversations add column form jsonb")
    op.execute("alter table vocero.problems add column details jsonb")


def downgrade() -> None:
    """Take back."""
    op.execute("alter table vocero.problems drop column details")
    op.execute("alter table vocero.conversations drop column form")
