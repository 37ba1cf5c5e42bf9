"""The tables of what is told unasked: where people want it, and each telling of it."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from vocero.storage.tables import metadata

_MOMENT = sa.TIMESTAMP(timezone=True)
_NOW = sa.func.clock_timestamp()


def _whose() -> sa.Column[int]:
    person = sa.ForeignKey("vocero.people.person_id", ondelete="CASCADE")
    return sa.Column("person_id", sa.BigInteger, person, nullable=False)


addresses = sa.Table(
    "addresses",
    metadata,
    sa.Column("address_id", sa.BigInteger, sa.Identity(), primary_key=True),
    _whose(),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("secret", sa.Text),
    sa.Column("details", JSONB(none_as_null=True)),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("created_at", _MOMENT, nullable=False, server_default=_NOW),
    sa.UniqueConstraint("channel", "address", "person_id", name="addresses_once"),
)
"""Where a person wants to be told things, besides WhatsApp; `people.addresses` keeps it."""

dispatches = sa.Table(
    "dispatches",
    metadata,
    sa.Column("dispatch_id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("dedupe_key", sa.Text, nullable=False, unique=True),
    _whose(),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("address_id", sa.BigInteger,
              sa.ForeignKey("vocero.addresses.address_id", ondelete="SET NULL")),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("files", ARRAY(sa.Text), nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("not_before", _MOMENT, nullable=False, server_default=_NOW),
    sa.Column("leased_until", _MOMENT),
    sa.Column("reference", sa.Text),
    sa.Column("error", sa.Text),
    sa.Column("created_at", _MOMENT, nullable=False, server_default=_NOW),
    sa.Column("sent_at", _MOMENT),
    sa.Column("read_at", _MOMENT),
)  # fmt: skip
"""One telling of one thing to one address; `mailroom.dispatches` keeps it."""
