"""The tables of what people asked to be told: subscriptions and their runs, alerts and events."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from vocero.storage.tables import metadata

_MOMENT = sa.TIMESTAMP(timezone=True)


def _owner() -> sa.Column[int]:
    key = sa.ForeignKey("vocero.people.person_id", ondelete="CASCADE")
    return sa.Column("person_id", sa.BigInteger, key, nullable=False)


def _moment(name: str, *, nullable: bool = True) -> sa.Column[dt.datetime]:
    return sa.Column(name, _MOMENT, nullable=nullable,
                     server_default=None if nullable else sa.func.now())  # fmt: skip


branch_zones = sa.Table(
    "branch_zones",
    metadata,
    sa.Column("branch_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("time_zone", sa.Text, nullable=False),
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("subscription_id", sa.BigInteger, sa.Identity(), primary_key=True),
    _owner(),
    sa.Column("question", JSONB, nullable=False),
    sa.Column("period_words", sa.Text),
    sa.Column("frequency", sa.Text, nullable=False),
    sa.Column("weekdays", ARRAY(sa.SmallInteger), nullable=False),
    sa.Column("at", sa.Time, nullable=False),
    sa.Column("format", sa.Text),
    sa.Column("channels", ARRAY(sa.Text), nullable=False),
    sa.Column("skip_empty", sa.Boolean, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("paused_until", sa.Date),
    _moment("next_due"),
    sa.Column("seen", sa.Text),
    sa.Column("message_id", sa.Text, unique=True),
    _moment("created_at", nullable=False),
)
"""Reports that come by themselves. `seen` is the scope of the last one that was sent."""

subscription_runs = sa.Table(
    "subscription_runs",
    metadata,
    sa.Column("subscription_id", sa.BigInteger, primary_key=True),
    sa.Column("due_at", _MOMENT, primary_key=True),
    sa.Column("outcome", sa.Text, nullable=False),
    _moment("at", nullable=False),
)
"""What became of each due time: its key is why nothing is sent twice."""

alerts = sa.Table(
    "alerts",
    metadata,
    sa.Column("alert_id", sa.BigInteger, sa.Identity(), primary_key=True),
    _owner(),
    sa.Column("metric", sa.Text, nullable=False),
    sa.Column("members", JSONB, nullable=False),
    sa.Column("grain", sa.Text, nullable=False),
    sa.Column("condition", sa.Text, nullable=False),
    sa.Column("amount", sa.Numeric),
    sa.Column("against", sa.Text),
    sa.Column("channels", ARRAY(sa.Text), nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    _moment("snoozed_until"),
    sa.Column("fired", sa.Boolean, nullable=False),
    sa.Column("fired_about", sa.Date),
    _moment("fired_at"),
    sa.Column("fired_on", sa.Date),
    sa.Column("fired_times", sa.SmallInteger, nullable=False),
    sa.Column("message_id", sa.Text, unique=True),
    _moment("created_at", nullable=False),
    _moment("changed_at", nullable=False),
)
"""What to watch. `fired` until the figure is back; `fired_times` counts those of `fired_on`."""

alert_events = sa.Table(
    "alert_events",
    metadata,
    sa.Column("alert_id", sa.BigInteger, primary_key=True),
    sa.Column("nth", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("about", sa.Date, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("value", sa.Numeric),
    _moment("at", nullable=False),
)
