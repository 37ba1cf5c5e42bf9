"""Keep which files were written for which question, and who wants no pictures by themselves."""

from alembic import op

revision = "vocero_0005"
down_revision = "vocero_0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute("""
        create table vocero.files (
            token text primary key,
            digest text not null unique,
            kind text not null,
            name text not null,
            size integer not null,
            question jsonb not null,
            scope text not null,
            made_at timestamptz not null default now(),
            wanted_at timestamptz not null default now(),
            constraint files_kind check (kind in ('pdf', 'xlsx', 'csv', 'chart'))
        )
    """)
    op.execute("create index on vocero.files (wanted_at)")
    op.execute("alter table vocero.people add column pictures boolean not null default true")


def downgrade() -> None:
    """Take back."""
    op.execute("alter table vocero.people drop column pictures")
    op.execute("drop table vocero.files")
