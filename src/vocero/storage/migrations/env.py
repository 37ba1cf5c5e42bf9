"""Alembic's entry: migrates over the connection that `vocero.storage.migrate` hands it."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(connection=connection, version_table_schema="vocero")
with context.begin_transaction():
    context.run_migrations()
