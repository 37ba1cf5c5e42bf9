"""Bringing a database up to date: roles, the app's tables, the demo company, the fence."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from vocero.settings import Settings
from vocero.storage import fence
from vocero.storage.engine import Database

_LOCK = 7_311_005
_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade(database: Database, settings: Settings, *, demo: bool) -> list[str]:
    """Migrate to the newest revision and rebuild the fence; give the fenced views' names.

    With `demo` the demo company's tables and reporting views come too; a company of its own
    brings its reporting views before.
    """
    with database.owner.begin() as connection:
        # An index on ten million rows takes longer than an answer may.
        connection.exec_driver_sql("set local statement_timeout = 0")
        alone(connection)
        connection.exec_driver_sql("create schema if not exists vocero")
        _run(connection, "vocero@head")
        if demo:
            _run(connection, "demo@head")
        fence.ensure_roles(
            connection,
            settings.reader_password.get_secret_value() if settings.reader_password else None,
            settings.rasa_password.get_secret_value() if settings.rasa_password else None,
        )
        return fence.build(connection)


def alone(connection: sa.Connection) -> None:
    """Let one process at a time change the database's shape, until its transaction ends."""
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))


def downgrade(database: Database, target: str) -> None:
    """Take migrations back to `target`, such as `demo@base`."""
    with database.owner.begin() as connection:
        command.downgrade(_config(connection), target)


def _run(connection: sa.Connection, target: str) -> None:
    command.upgrade(_config(connection), target)


def _config(connection: sa.Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    return config
