"""The mailroom's tables: who writes, what came in, what goes out, who wants none of it."""

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from vocero.storage.tables import metadata

_MOMENT = sa.TIMESTAMP(timezone=True)


def _text(name: str, *, nullable: bool = False, unique: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable, unique=unique)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[dt.datetime]:
    default = None if nullable else sa.func.clock_timestamp()
    return sa.Column(name, _MOMENT, nullable=nullable, server_default=default)


correspondents = sa.Table(
    "correspondents",
    metadata,
    sa.Column("correspondent", sa.Text, primary_key=True),
    _text("address"),
    _text("external_id", nullable=True),
    _moment("last_inbound_at", nullable=True),
    sa.Column("allowance", sa.Double, nullable=False),
    _moment("allowance_at"),
    sa.Column("granted", sa.Integer, nullable=False),
    _moment("limit_told_at"),
    _text("leased_by", nullable=True),
    _moment("leased_until", nullable=True),
    _moment("sending_until", nullable=True),
    sa.Column("pair_allowance", sa.Double, nullable=False),
    _moment("pair_allowance_at"),
)
"""Whoever wrote to us: how to answer, the limit on their messages, and who serves them now."""

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("inbox_id", sa.BigInteger, sa.Identity(), primary_key=True),
    _text("message_sid", unique=True),
    _text("correspondent"),
    _text("kind"),
    _text("body"),
    sa.Column("details", JSONB, nullable=False),
    _text("digest"),
    sa.Column("needs_bot", sa.Boolean, nullable=False),
    _text("limited_by", nullable=True),
    sa.Column("wait_seconds", sa.Integer),
    _moment("received_at"),
    _text("state"),
    sa.Column("attempts", sa.SmallInteger, nullable=False),
    _moment("not_before"),
    _moment("finished_at", nullable=True),
    _text("outcome", nullable=True),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("outbox_id", sa.BigInteger, sa.Identity(), primary_key=True),
    _text("token", unique=True),
    _text("dedupe_key", unique=True),
    _text("correspondent"),
    _text("purpose"),
    sa.Column("awaited", sa.Boolean, nullable=False),
    _text("body"),
    sa.Column("choices", JSONB, nullable=False),
    _text("media_url", nullable=True),
    _text("content_sid", nullable=True),
    sa.Column("content_variables", JSONB),
    _text("state"),
    sa.Column("attempts", sa.SmallInteger, nullable=False),
    sa.Column("lookups", sa.SmallInteger, nullable=False),
    _moment("not_before"),
    _moment("expires_at"),
    _moment("attempted_at", nullable=True),
    _text("provider_sid", nullable=True, unique=True),
    _text("status", nullable=True),
    sa.Column("status_rank", sa.SmallInteger, nullable=False),
    sa.Column("error_code", sa.Integer),
    _moment("created_at"),
    _moment("accepted_at", nullable=True),
    _moment("delivered_at", nullable=True),
)

throttles = sa.Table(
    "throttles",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("allowance", sa.Double, nullable=False),
    _moment("refilled_at"),
)

contents = sa.Table(
    "contents",
    metadata,
    sa.Column("shape", sa.Text, primary_key=True),
    _text("content_sid"),
    _moment("made_at"),
)

consents = sa.Table(
    "consents",
    metadata,
    sa.Column("consent_id", sa.BigInteger, sa.Identity(), primary_key=True),
    _text("correspondent"),
    sa.Column("given", sa.Boolean, nullable=False),
    _text("source"),
    _text("message_id", nullable=True, unique=True),
    _moment("at"),
)

suppressions = sa.Table(
    "suppressions",
    metadata,
    sa.Column("correspondent", sa.Text, primary_key=True),
    _text("reason"),
    _moment("since"),
)

external_ids = sa.Table(
    "external_ids",
    metadata,
    sa.Column("external_id", sa.Text, primary_key=True),
    sa.Column("person_id", sa.BigInteger, nullable=False),
    sa.Column("frozen", sa.Boolean, nullable=False),
    _moment("bound_at"),
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    _moment("last_began_at", nullable=True),
    _moment("last_ended_at", nullable=True),
    _text("last_error", nullable=True),
)
