"""The Content templates that exist at Twilio: made when first needed, remembered by shape."""

import time
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from vocero.delivery import content
from vocero.delivery.whatsapp import BusyError, RefusedError, UnsureError, WhatsApp
from vocero.mailroom.counter import Counter
from vocero.storage.mail_tables import contents
from vocero.telemetry import logger
from vocero.words import languages

PAUSE_SECONDS = 60.0
"""How long no template is made after one could not be."""
_log = logger("mailroom")


class Shapes:
    """Finds or makes the template for some choices."""

    def __init__(self, counter: Counter, whatsapp: WhatsApp) -> None:
        self._counter, self._whatsapp = counter, whatsapp
        self._known: dict[str, str] = {}
        self._failed_at = float("-inf")

    async def sid(self, body: str, choices: Sequence[tuple[str, str]]) -> str | None:
        """Give the ContentSid that shows these choices; None when text has to do."""
        language = languages.detect(body) or self._counter.settings.company_language
        shape = content.shape(body, choices, language)
        if shape is None:
            return None
        if shape not in self._known:
            found = await self._counter.run(_stored, shape) or await self._make(shape)
            if found is None:
                return None
            self._known[shape] = found
        return self._known[shape]

    async def forget(self, choices: Sequence[tuple[str, str]]) -> None:
        """Make the templates of this many choices anew next time: one of them was refused."""
        shapes = [s for s in self._known if int(s.split("_")[2]) == len(choices)]
        for shape in shapes:
            del self._known[shape]
        await self._counter.run(_remove, shapes)

    async def _make(self, shape: str) -> str | None:
        if time.monotonic() - self._failed_at < PAUSE_SECONDS:
            return None
        try:
            sid = await self._whatsapp.make_template(content.template(shape))
        except (BusyError, RefusedError, UnsureError) as fault:
            self._failed_at = time.monotonic()
            _log.warning("no template for choices", shape=shape, fault=type(fault).__name__)
            return None
        await self._counter.run(_store, shape, sid)
        return sid


def _stored(connection: sa.Connection, shape: str) -> str | None:
    found: str | None = connection.execute(
        sa.select(contents.c.content_sid).where(contents.c.shape == shape)
    ).scalar_one_or_none()
    return found


def _store(connection: sa.Connection, shape: str, sid: str) -> None:
    connection.execute(
        insert(contents).values(shape=shape, content_sid=sid).on_conflict_do_update(
            index_elements=["shape"], set_={"content_sid": sid}
        )
    )  # fmt: skip


def _remove(connection: sa.Connection, shapes: list[str]) -> None:
    connection.execute(sa.delete(contents).where(contents.c.shape.in_(shapes)))
