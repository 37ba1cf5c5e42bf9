"""The app's own tables, in schema `vocero`: people, conversations, audit, review, roll-ups."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

metadata = sa.MetaData(schema="vocero")

people = sa.Table(
    "people",
    metadata,
    sa.Column("person_id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("phone", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("level", sa.SmallInteger, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("language", sa.Text),
    sa.Column("time_zone", sa.Text),
    sa.Column("pictures", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("quiet_from", sa.Time),
    sa.Column("quiet_until", sa.Time),
    sa.Column("days_off", ARRAY(sa.SmallInteger), nullable=False, server_default="{}"),
    sa.Column("holidays_off", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("channels", ARRAY(sa.Text), nullable=False, server_default="{whatsapp}"),
    *(
        sa.Column(name, sa.BigInteger)
        for name in ("region_id", "branch_id", "team_id", "agent_id", "partner_id", "customer_id")
    ),
    sa.Column("created_at", sa.TIMESTAMP(timezone=True), nullable=False,
              server_default=sa.func.now()),
    sa.CheckConstraint("level between 1 and 10", name="people_level"),
    sa.CheckConstraint(r"phone ~ '^\+[0-9]{7,15}$'", name="people_phone_e164"),
    sa.CheckConstraint("language in ('es', 'en')", name="people_language"),
)  # fmt: skip

conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("conversation_id", sa.Text, primary_key=True),
    sa.Column("person_id", sa.BigInteger,
              sa.ForeignKey("vocero.people.person_id", ondelete="CASCADE"), nullable=False),
    sa.Column("question", JSONB),
    sa.Column("pending", JSONB),
    sa.Column("listing", JSONB),
    sa.Column("form", JSONB),
    sa.Column("updated_at", sa.TIMESTAMP(timezone=True), nullable=False,
              server_default=sa.func.now()),
)  # fmt: skip

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("audit_id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Column("correlation_id", sa.Text, nullable=False),
    sa.Column("person_id", sa.BigInteger),
    sa.Column("level", sa.SmallInteger),
    sa.Column("door", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("intent", sa.Text),
    sa.Column("capability", sa.Text),
    sa.Column("scope", sa.Text),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("milliseconds", sa.Integer),
    sa.Column("subject_id", sa.BigInteger),
    sa.Column("details", JSONB(none_as_null=True)),
    sa.Index("audit_person_at", "person_id", "at"),
)
"""`subject_id` is whom it was done to, `details` what was changed: field → [before, after]."""

problems = sa.Table(
    "problems",
    metadata,
    sa.Column("problem_id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("reference", sa.Text, nullable=False, unique=True),
    sa.Column("message_id", sa.Text, unique=True),
    sa.Column("person_id", sa.BigInteger,
              sa.ForeignKey("vocero.people.person_id", ondelete="CASCADE"), nullable=False),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("question", JSONB),
    sa.Column("details", JSONB),
    sa.Column("reported_at", sa.TIMESTAMP(timezone=True), nullable=False,
              server_default=sa.func.now()),
)  # fmt: skip

review = sa.Table(
    "review",
    metadata,
    sa.Column("review_id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False, server_default=sa.func.now()),
    sa.Column("message_id", sa.Text, unique=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("said", sa.Text, nullable=False),
    sa.Column("guesses", JSONB, nullable=False),
    sa.Column("chosen", sa.Text),
    sa.Column("decided_at", sa.TIMESTAMP(timezone=True)),
    sa.Column("decision", sa.Text),
)

files = sa.Table(
    "files",
    metadata,
    sa.Column("token", sa.Text, primary_key=True),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("question", JSONB, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False,
              server_default=sa.func.now()),
    sa.Column("wanted_at", sa.TIMESTAMP(timezone=True), nullable=False,
              server_default=sa.func.now(), index=True),
    sa.CheckConstraint("kind in ('pdf', 'xlsx', 'csv', 'chart')", name="files_kind"),
)  # fmt: skip

rollups = sa.Table(
    "rollups",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("through", sa.Date),
    sa.Column("built_at", sa.TIMESTAMP(timezone=True), nullable=False,
              server_default=sa.func.now()),
)  # fmt: skip
"""Which roll-ups are built, of which version of the data; `storage.rolling` makes their tables."""

forecasts = sa.Table(
    "forecasts",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("spec", JSONB, nullable=False),
    sa.Column("version", sa.BigInteger, nullable=False),
    sa.Column("seen", sa.Text, nullable=False),
    sa.Column("engine", sa.Text, nullable=False),
    sa.Column("model", sa.LargeBinary, nullable=False),
    sa.Column("seal", sa.Text, nullable=False),
    sa.Column("made_at", sa.TIMESTAMP(timezone=True), nullable=False,
              server_default=sa.func.now()),
    sa.Column("wanted_at", sa.TIMESTAMP(timezone=True), nullable=False,
              server_default=sa.func.now()),
)  # fmt: skip
"""Models of forecasts by what they are of; `storage.models` seals them."""

expected = sa.Table(
    "expected",
    metadata,
    sa.Column("expected_id", sa.BigInteger, sa.Identity(), primary_key=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("metric", sa.Text, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),
    sa.Column("members", sa.Text, nullable=False, server_default=""),
    sa.Column("person_id", sa.BigInteger,
              sa.ForeignKey("vocero.people.person_id", ondelete="SET NULL")),
    sa.Column("marked_at", sa.TIMESTAMP(timezone=True), nullable=False,
              server_default=sa.func.now()),
    sa.UniqueConstraint("scope", "members", "metric", "day", name="expected_once"),
)  # fmt: skip
"""Days that a person called normal, for one figure within one scope and its members."""
