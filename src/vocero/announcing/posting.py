"""Putting something into the mail for a person: on each of their channels, once by its key."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from vocero.delivery.cutting import cut
from vocero.mailroom import aftermath, dispatches, outbox
from vocero.mailroom.dispatches import Dispatch
from vocero.mailroom.outbox import Outgoing
from vocero.people.person import Person
from vocero.rendering.sentences import Language
from vocero.settings import Settings

_KNOWN = sa.text("""
insert into vocero.correspondents (correspondent, address) values (:who, :address)
on conflict (correspondent) do update set correspondent = excluded.correspondent
returning last_inbound_at > clock_timestamp() - interval '23 hours 50 minutes' as open
""")
"""WhatsApp takes free text for a day after the person wrote; a little less is on the safe side."""
_HOLD = sa.text("""
update vocero.outbox set state = 'held' where dedupe_key = any(:keys) and state = 'waiting'
""")
_ADDRESSES = sa.text("""
select channel, address_id from vocero.addresses
where person_id = :person and active and channel = any(:channels)
""")


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell a person. `key` makes it go out once on each channel.

    `media_url` is for WhatsApp, `files` are tokens of the shelf for the others. It leaves not
    before `not_before`.
    """

    key: str
    title: str
    text: str
    language: Language
    choices: tuple[str, ...] = ()
    media_url: str | None = None
    files: tuple[str, ...] = ()
    not_before: dt.datetime | None = None


def post(
    connection: sa.Connection, settings: Settings, person: Person, channels: Sequence[str],
    notice: Notice,
) -> None:  # fmt: skip
    """Put a notice into the mail on some channels, in the caller's transaction.

    WhatsApp goes by the outbox; outside its 24 hours a template asks the person to open what then
    waits for them. A channel without an address is left out, and WhatsApp takes its place when it
    was the only one.
    """
    others = [c for c in channels if c != "whatsapp"]
    addressed = _dispatches(connection, person, others, notice)
    dispatches.put(connection, addressed)
    if "whatsapp" in channels or not addressed:
        _whatsapp(connection, settings, person, notice)


def _dispatches(
    connection: sa.Connection, person: Person, channels: Sequence[str], notice: Notice
) -> list[Dispatch]:
    found = connection.execute(
        _ADDRESSES, {"person": person.person_id, "channels": list(channels)}
    ).all()
    targets: list[tuple[str, int | None]] = [(row.channel, row.address_id) for row in found]
    given = {channel for channel, _ in targets}
    # The number that we know is where an SMS goes; the app needs no address.
    targets += [(c, None) for c in channels if c in {"sms", "in_app"} and c not in given]
    return [
        Dispatch(
            f"{notice.key}:{channel}:{address_id or ''}", person.person_id, channel, address_id,
            notice.title, notice.text, notice.language, notice.files, notice.not_before,
        )
        for channel, address_id in targets
    ]  # fmt: skip


def _whatsapp(
    connection: sa.Connection, settings: Settings, person: Person, notice: Notice
) -> None:  # fmt: skip
    who = person.phone
    known = {"who": who, "address": f"whatsapp:{who}"}
    open_ = connection.execute(_KNOWN, known).scalar_one() is True
    parts = cut(notice.text) or [""]
    pairs = tuple((title, str(n)) for n, title in enumerate(notice.choices, start=1))
    messages = [
        Outgoing(f"{notice.key}:{n}", who, part, purpose="notice",
                 choices=pairs if n == len(parts) - 1 else (), not_before=notice.not_before)
        for n, part in enumerate(parts)
    ]  # fmt: skip
    if notice.media_url:
        media = Outgoing(f"{notice.key}:{len(parts)}", who, "", purpose="notice",
                         media_url=notice.media_url, not_before=notice.not_before)  # fmt: skip
        messages.append(media)
    outbox.put(connection, messages)
    if not open_ and aftermath.reopen(connection, who, settings, "notice", notice.not_before):
        connection.execute(_HOLD, {"keys": [m.dedupe_key for m in messages]})
