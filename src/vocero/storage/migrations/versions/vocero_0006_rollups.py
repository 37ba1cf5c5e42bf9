"""Keep which roll-ups are built, of which version of the data; the tables are made by code."""

from alembic import op

revision = "vocero_0006"
down_revision = "vocero_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute("""
        create table vocero.rollups (
            name text primary key, version bigint not null, through date,
            built_at timestamptz not null default now())
    """)


def downgrade() -> None:
    """Take back."""
    op.execute("""
        do $$ declare name text; begin
            for name in select tablename from pg_tables
                 where schemaname = 'vocero' and tablename like 'rollup\\_%'
            loop execute format('drop table vocero.%I cascade', name); end loop;
        end $$
    """)
    op.execute("drop table vocero.rollups")
