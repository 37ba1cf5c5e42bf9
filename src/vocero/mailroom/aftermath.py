"""What follows a refusal, whether Twilio gave it at once or by a status callback.

63016 (outside the 24 hours): an approved template goes out, one a day, and the message is held
until the person writes. 21610 and 63014: nothing is sent to them again. 63017 and 63018 (over a
limit): it is sent later. A template with choices that fails goes out as numbered text. Everything
else has failed.
"""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from vocero.mailroom import outbox
from vocero.mailroom.outbox import Outgoing
from vocero.people import consent
from vocero.settings import Settings
from vocero.storage.mail_tables import correspondents
from vocero.storage.mail_tables import outbox as table
from vocero.storage.tables import people
from vocero.telemetry import logger

OUTSIDE_WINDOW = 63016
UNWANTED = frozenset({21610, 63014})
THROTTLED = frozenset({63017, 63018})
_THROTTLED_PAUSE = sa.text("interval '30 seconds'")
_NEW_TOKEN = sa.func.replace(sa.cast(sa.func.gen_random_uuid(), sa.Text), "-", "")
_log = logger("mailroom")


def refused(connection: sa.Connection, outbox_id: int, code: int, settings: Settings) -> None:
    """Do what a refusal of this message calls for, in the caller's transaction."""
    row = connection.execute(
        sa.select(table.c.correspondent, table.c.choices, table.c.content_sid)
        .where(table.c.outbox_id == outbox_id)
    ).one()  # fmt: skip
    _log.warning("message refused", outbox_id=outbox_id, code=code)
    if code in UNWANTED:
        _suppress(connection, row.correspondent)
        _change(connection, outbox_id, state="suppressed", error_code=code)
    elif code == OUTSIDE_WINDOW and row.content_sid is None:
        _change(connection, outbox_id, state="held", error_code=code)
        if not reopen(connection, row.correspondent, settings):
            _log.warning("no template to reopen a conversation with", outbox_id=outbox_id)
    elif code in THROTTLED:
        _change(connection, outbox_id, state="waiting", error_code=code, token=_NEW_TOKEN,
                provider_sid=None, status=None, status_rank=0,
                not_before=sa.func.now() + _THROTTLED_PAUSE)  # fmt: skip
    elif row.choices:
        _change(connection, outbox_id, state="waiting", error_code=code, choices=[],
                token=_NEW_TOKEN, provider_sid=None, status=None, status_rank=0)  # fmt: skip
    else:
        _change(connection, outbox_id, state="failed", error_code=code)


def _change(connection: sa.Connection, outbox_id: int, **values: Any) -> None:
    connection.execute(sa.update(table).where(table.c.outbox_id == outbox_id).values(**values))


def _suppress(connection: sa.Connection, correspondent: str) -> None:
    """Believe that they want nothing: what still waits for them stays."""
    consent.suppress(connection, correspondent, "blocked")
    connection.execute(
        sa.update(table)
        .where(table.c.correspondent == correspondent, table.c.state.in_(["waiting", "held"]))
        .values(state="suppressed")
    )


def reopen(
    connection: sa.Connection, correspondent: str, settings: Settings,
    purpose: str = "reply", not_before: dt.datetime | None = None,
) -> bool:  # fmt: skip
    """Ask the person to write, with the template in their language; False without a template.

    One a day is enough, however much waits behind it.
    """
    language = connection.execute(
        sa.select(people.c.language)
        .join(correspondents, correspondents.c.correspondent == people.c.phone)
        .where(correspondents.c.correspondent == correspondent)
    ).scalar_one_or_none()
    templates = {"es": settings.twilio_template_es, "en": settings.twilio_template_en}
    chosen = templates[language or settings.company_language]
    content_sid = chosen or settings.twilio_template_es or settings.twilio_template_en
    if content_sid is None:
        return False
    today = connection.execute(sa.select(sa.func.current_date())).scalar_one()
    outbox.put(connection, [
        Outgoing(f"template:{correspondent}:{today}", correspondent, "", purpose=purpose,
                 content_sid=content_sid, content_variables={"1": settings.company_name},
                 not_before=not_before),
    ])  # fmt: skip
    return True
