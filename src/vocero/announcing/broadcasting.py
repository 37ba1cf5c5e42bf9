"""Broadcasts on their way: fed into the outbox no further ahead than it sends, once for each.

A chunk goes into the mail in the transaction that marks its recipients, and one feeder feeds at a
time: whoever dies leaves a chunk either in the mail or waiting. Whoever is in their quiet hours
waits here, not in the mail: so it is looked at again whether they may still get it.
"""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa

from vocero.announcing import posting
from vocero.announcing.posting import Notice
from vocero.conversation.turn import Office
from vocero.mailroom import outbox
from vocero.mailroom.outbox import Outgoing
from vocero.mailroom.outcomes import OF_OUTBOX
from vocero.notices import broadcasts, habits
from vocero.notices.broadcasts import Action, Broadcast, Content
from vocero.people.administration import Hand
from vocero.people.person import Person
from vocero.rendering.sentences import LANGUAGES, Language
from vocero.settings import Settings
from vocero.telemetry import logger

AHEAD_SECONDS = 5.0
"""How far the outbox is fed ahead: what a pause lets go on."""
CHUNK = 10
"""Recipients of one transaction: few, for what they write meanwhile is stored only after it."""
_LOOKED_AT = 50
"""How many are looked at for it, most of whom may be asleep."""
_LOCK = 7_311_010
_log = logger("notices")
_ROOM = sa.text("""
select count(*) from vocero.outbox where state in ('waiting', 'sending', 'unsure')
    and not_before <= clock_timestamp() + make_interval(secs => :ahead)
""")
_DUE = "r.state = 'waiting' and (r.not_before is null or r.not_before <= :now)"
_NEXT = sa.text(f"""
select b.* from vocero.broadcasts b where b.state = 'running' and exists (
    select 1 from vocero.broadcast_recipients r
    where r.broadcast_id = b.broadcast_id and {_DUE})
order by b.broadcast_id limit 1 for update
""")  # noqa: S608 — a constant of this module
_TAKE = sa.text(f"""
select r.dedupe_key, p.active and s.reason is null and {broadcasts.CHOSEN} as wanted,
    {", ".join(f"p.{f.name}" for f in fields(Person))}, p.quiet_from, p.quiet_until, p.days_off,
    p.holidays_off, p.channels, z.time_zone as branch_zone
from vocero.broadcast_recipients r join vocero.people p using (person_id)
    left join vocero.suppressions s on s.correspondent = p.phone
    left join vocero.branch_zones z on z.branch_id = p.branch_id
where r.broadcast_id = :id and {_DUE} order by r.person_id limit :most
""")  # noqa: S608 — names of columns, and constants
_DEFER = sa.text("""
update vocero.broadcast_recipients r set not_before = g.at
from unnest(cast(:people as bigint[]), cast(:moments as timestamptz[])) as g(person_id, at)
where r.broadcast_id = :id and r.person_id = g.person_id
""")
_MARK = sa.text("""
update vocero.broadcast_recipients set state = :state
where broadcast_id = :id and person_id = any(cast(:people as bigint[]))
""")
_DONE = sa.text("""
update vocero.broadcasts b set state = 'done', ended_at = clock_timestamp()
where b.state = 'running' and not exists (
        select 1 from vocero.broadcast_recipients r
        where r.broadcast_id = b.broadcast_id and r.state = 'waiting')
    and not exists (
        select 1 from vocero.broadcast_recipients r join vocero.outbox o using (dedupe_key)
        where r.broadcast_id = b.broadcast_id and o.state in ('waiting', 'sending', 'unsure'))
returning b.broadcast_id
""")
_KNOWN = sa.text("""
insert into vocero.correspondents (correspondent, address) values (:who, 'whatsapp:' || :who)
on conflict do nothing
""")
_TAKE_BACK = sa.text("""
update vocero.outbox o set state = 'suppressed' from vocero.broadcast_recipients r
where r.broadcast_id = :id and r.state = 'queued' and o.dedupe_key = r.dedupe_key
    and o.state in ('waiting', 'held')
""")
_LEAVE = sa.text("""
update vocero.broadcast_recipients set state = 'left out'
where broadcast_id = :id and state = 'waiting'
""")
_STATE = f"""case when r.state = 'queued' then {OF_OUTBOX}
    when r.state = 'waiting' and r.not_before > :now then 'quiet' else r.state end"""
_PROGRESS = sa.text(f"""
select {_STATE} as state, o.error_code as code, count(*) as n
from vocero.broadcast_recipients r left join vocero.outbox o using (dedupe_key)
where r.broadcast_id = :id group by 1, 2
""")  # noqa: S608 — a constant of this module
_RECIPIENTS = sa.text(f"""
select * from (
    select r.person_id, {_STATE} as state, o.error_code as code,
        coalesce(o.delivered_at, o.accepted_at) as at
    from vocero.broadcast_recipients r left join vocero.outbox o using (dedupe_key)
    where r.broadcast_id = :id and r.person_id > :after
) found where cast(:state as text) is null or state = :state order by person_id limit :most
""")  # noqa: S608 — the same


@dataclass(frozen=True, slots=True)
class Progress:
    """How many recipients are in each state, and the codes of those that were refused."""

    states: Mapping[str, int]
    codes: Mapping[str, int]

    @property
    def total(self) -> int:
        """All recipients."""
        return sum(self.states.values())

    @property
    def open(self) -> int:
        """Those who are still to be sent to, in their quiet hours or not."""
        return self.under_way + self.states.get("quiet", 0)

    @property
    def under_way(self) -> int:
        """Those who are to be sent to now."""
        return self.states.get("waiting", 0) + self.states.get("queued", 0)


def feed(office: Office) -> int:
    """Put recipients into the outbox as far as it has room; give how many.

    Raises UnavailableError, TooSlowError: what was not fed waits.
    """
    total = fed = _once(office)
    while fed:
        fed = _once(office)
        total += fed
    with office.database.writing() as connection:
        for broadcast_id in connection.execute(_DONE).scalars():
            _log.info("broadcast done", broadcast=broadcast_id)
    if total:
        _log.info("broadcast fed", recipients=total)
    return total


def cancel(connection: sa.Connection, hand: Hand, broadcast_id: int) -> Broadcast:
    """Cancel, and take back what has not left yet; raises MissingError, ConflictError."""
    found = broadcasts.move(connection, hand, broadcast_id, "cancel")
    connection.execute(_TAKE_BACK, {"id": broadcast_id})
    connection.execute(_LEAVE, {"id": broadcast_id})
    return found


def steer(connection: sa.Connection, hand: Hand, broadcast_id: int, action: Action) -> Broadcast:
    """Pause, resume or cancel; raises MissingError, ConflictError."""
    if action == "cancel":
        return cancel(connection, hand, broadcast_id)
    return broadcasts.move(connection, hand, broadcast_id, action)


def progress(connection: sa.Connection, broadcast_id: int, now: dt.datetime) -> Progress:
    """Say how far a broadcast has come."""
    states: dict[str, int] = {}
    codes: dict[str, int] = {}
    for row in connection.execute(_PROGRESS, {"id": broadcast_id, "now": now}):
        states[row.state] = states.get(row.state, 0) + row.n
        if row.code is not None:
            codes[str(row.code)] = codes.get(str(row.code), 0) + row.n
    return Progress(states, codes)


def recipients(
    connection: sa.Connection, broadcast_id: int, now: dt.datetime, *, state: str | None,
    after: int, limit: int,
) -> list[Mapping[str, Any]]:  # fmt: skip
    """Give a page of recipients and what became of each: `person_id, state, code, at`."""
    asked = {"id": broadcast_id, "now": now, "state": state, "after": after, "most": limit}
    found = connection.execute(_RECIPIENTS, asked)
    return [dict(row) for row in found.mappings()]


def _once(office: Office) -> int:
    """Feed one chunk of one broadcast; give how many recipients that was decided for."""
    settings, now = office.settings, office.settings.clock.now()
    with office.database.writing() as connection:
        mine = connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(_LOCK))).scalar_one()
        ahead = max(1, math.floor(settings.twilio_rate * AHEAD_SECONDS))
        waiting = connection.execute(_ROOM, {"ahead": AHEAD_SECONDS}).scalar_one() if mine else 0
        room = min(ahead - waiting, CHUNK)
        if not mine or room <= 0:
            return 0
        row = connection.execute(_NEXT, {"now": now}).one_or_none()
        if row is None:
            return 0
        return _feed(connection, settings, broadcasts.of(row), room, now)


def _feed(
    connection: sa.Connection, settings: Settings, one: Broadcast, room: int, now: dt.datetime
) -> int:
    """Put some into the outbox, let others sleep, leave out who may not get it; give how many."""
    taken = connection.execute(_TAKE, {"id": one.broadcast_id, "now": now, "most": _LOOKED_AT,
                                       **broadcasts.asked(one.audience)}).all()  # fmt: skip
    unwanted = [t for t in taken if not t.wanted]
    looked = [(t, _starts(settings, one, t, now)) for t in taken if t.wanted]
    asleep = [(t, at) for t, at in looked if at > now]
    awake = [t for t, at in looked if at <= now][:room]
    # In the order in which the mailroom locks people, so that neither waits for the other.
    for recipient in sorted(awake, key=lambda t: str(t.phone)):
        _put(connection, settings, one.content, recipient)
    _mark(connection, one, "queued", awake)
    _mark(connection, one, "left out", unwanted)
    if asleep:
        connection.execute(_DEFER, {
            "id": one.broadcast_id, "people": [t.person_id for t, _ in asleep],
            "moments": [at for _, at in asleep],
        })  # fmt: skip
    return len(awake) + len(asleep) + len(unwanted)


def _starts(settings: Settings, one: Broadcast, row: Any, now: dt.datetime) -> dt.datetime:
    """Give when it may go out to someone: now, or after their quiet hours and days off."""
    return now if one.urgent else habits.of(row, settings).not_before(now)


def _put(connection: sa.Connection, settings: Settings, content: Content, row: Any) -> None:
    person = Person(**{f.name: getattr(row, f.name) for f in fields(Person)})
    if content.templates:
        sid = content.templates[_language(settings, person, content.templates)]
        connection.execute(_KNOWN, {"who": person.phone})
        outbox.put(connection, [Outgoing(
            row.dedupe_key, person.phone, "", purpose="notice", content_sid=sid,
            content_variables=dict(content.variables) or None,
        )])  # fmt: skip
        return
    language = _language(settings, person, content.texts)
    key = row.dedupe_key.removesuffix(":0")
    notice = Notice(key, settings.company_name, content.texts[language], language)
    posting.post(connection, settings, person, ("whatsapp",), notice)


def _language(settings: Settings, person: Person, variants: Mapping[str, str]) -> Language:
    """Give the person's language, the company's, or the only one that there is."""
    wishes = (person.language, settings.company_language, *LANGUAGES)
    return next(one for wish in wishes for one in LANGUAGES if wish == one and one in variants)


def _mark(
    connection: sa.Connection, one: Broadcast, state: str, rows: Sequence[sa.Row[Any]]
) -> None:
    if rows:
        people = [row.person_id for row in rows]
        connection.execute(_MARK, {"id": one.broadcast_id, "state": state, "people": people})
