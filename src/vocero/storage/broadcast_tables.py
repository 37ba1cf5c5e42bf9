"""The tables of what people send to others: single messages, broadcasts and their recipients."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from vocero.storage.tables import metadata

_MOMENT = sa.TIMESTAMP(timezone=True)
_NOW = sa.func.clock_timestamp()


def _person(name: str) -> sa.Column[int]:
    key = sa.ForeignKey("vocero.people.person_id", ondelete="CASCADE")
    return sa.Column(name, sa.BigInteger, key, nullable=False)


messages = sa.Table(
    "messages",
    metadata,
    sa.Column("message_id", sa.BigInteger, sa.Identity(), primary_key=True),
    _person("author_id"),
    sa.Column("idempotency_key", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    _person("person_id"),
    sa.Column("keys", ARRAY(sa.Text), nullable=False),
    sa.Column("created_at", _MOMENT, nullable=False, server_default=_NOW),
    sa.UniqueConstraint("author_id", "idempotency_key", name="messages_once"),
)
"""One person's message to another; `keys` are those under which it went into the mail."""

broadcasts = sa.Table(
    "broadcasts",
    metadata,
    sa.Column("broadcast_id", sa.BigInteger, sa.Identity(), primary_key=True),
    _person("author_id"),
    sa.Column("idempotency_key", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("audience", JSONB, nullable=False),
    sa.Column("content", JSONB, nullable=False),
    sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("counted", sa.Integer, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("confirmed_by", sa.BigInteger,
              sa.ForeignKey("vocero.people.person_id", ondelete="SET NULL")),
    sa.Column("created_at", _MOMENT, nullable=False, server_default=_NOW),
    sa.Column("started_at", _MOMENT),
    sa.Column("ended_at", _MOMENT),
    sa.UniqueConstraint("author_id", "idempotency_key", name="broadcasts_once"),
)  # fmt: skip
"""One text to many. `counted` are the recipients that its author was told of."""

recipients = sa.Table(
    "broadcast_recipients",
    metadata,
    sa.Column("broadcast_id", sa.BigInteger,
              sa.ForeignKey("vocero.broadcasts.broadcast_id", ondelete="CASCADE"),
              primary_key=True),
    sa.Column("person_id", sa.BigInteger,
              sa.ForeignKey("vocero.people.person_id", ondelete="CASCADE"), primary_key=True),
    sa.Column("dedupe_key", sa.Text, nullable=False, unique=True),
    sa.Column("state", sa.Text, nullable=False, server_default="waiting"),
    sa.Column("not_before", sa.TIMESTAMP(timezone=True)),
)  # fmt: skip
"""Whom a broadcast is for, frozen when it starts; `dedupe_key` is that of its outbox. Whoever waits
for the end of their quiet hours has it in `not_before`."""
