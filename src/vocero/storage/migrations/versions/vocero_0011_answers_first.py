"""Tell answers from announcements in the outbox, and promise announcements their part."""

from alembic import op

revision = "vocero_0011"
down_revision = "vocero_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute("alter table vocero.outbox add column awaited boolean not null default false")
    op.execute("update vocero.outbox set awaited = true where purpose <> 'notice'"
               " and state in ('waiting', 'sending', 'unsure', 'held')")  # fmt: skip
    op.execute("create index outbox_awaited on vocero.outbox (correspondent, outbox_id)"
               " where awaited and state in ('waiting', 'sending', 'unsure')")  # fmt: skip
    op.execute("insert into vocero.throttles (name) values ('announcements out')")


def downgrade() -> None:
    """Take back."""
    op.execute("delete from vocero.throttles where name = 'announcements out'")
    op.execute("alter table vocero.outbox drop column awaited")
