"""What became of what was put into the mail, in one vocabulary for every channel.

queued → sent → delivered → read, or failed with a code, suppressed, held until they write;
forgotten once its mail is past keeping.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa

State = Literal["queued", "held", "sent", "delivered", "read", "failed", "suppressed", "forgotten"]
STATES: tuple[State, ...] = ("queued", "held", "sent", "delivered", "read", "failed", "suppressed",
                             "forgotten")  # fmt: skip
OF_OUTBOX = """case when o.outbox_id is null then 'forgotten'
    when o.state in ('held', 'failed', 'suppressed') then o.state
    when o.state = 'accepted' and o.status in ('delivered', 'read') then o.status
    when o.state = 'accepted' then 'sent' else 'queued' end"""
"""SQL: the state of `o`, a row of the outbox or none."""
_WORST = ("failed", "suppressed", "held", "queued", "sent", "delivered", "read")
_FIND = sa.text(f"""
select 'whatsapp' as channel, {OF_OUTBOX} as state, cast(o.error_code as text) as code
from vocero.outbox o where o.dedupe_key = any(cast(:keys as text[]))
union all
select d.channel, case when d.state = 'sent' and d.read_at is not null then 'read'
        when d.state in ('sent', 'failed', 'suppressed') then d.state else 'queued' end,
    case when d.state <> 'sent' then d.error end
from vocero.dispatches d where d.dedupe_key = any(cast(:keys as text[]))
""")  # noqa: S608 — a constant of this module
_KEYS = sa.text("""
select dedupe_key from vocero.outbox
where created_at >= now() and starts_with(dedupe_key, :prefix)
union all
select dedupe_key from vocero.dispatches
where created_at >= now() and starts_with(dedupe_key, :prefix)
""")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of something on one channel; `code` is Twilio's, or the other side's word."""

    channel: str
    state: State
    code: str | None


def just_put(connection: sa.Connection, prefix: str) -> list[str]:
    """Give the keys with a prefix that went into the mail in this transaction."""
    return sorted(connection.execute(_KEYS, {"prefix": prefix}).scalars())


def of_keys(connection: sa.Connection, keys: Sequence[str]) -> list[Outcome]:
    """Give what became of some keys, one for each channel: the worst of its parts."""
    worst: dict[str, Outcome] = {}
    for row in connection.execute(_FIND, {"keys": list(keys)}):
        found = Outcome(row.channel, row.state, row.code)
        known = worst.get(row.channel)
        if known is None or _WORST.index(found.state) < _WORST.index(known.state):
            worst[row.channel] = found
    return [worst[channel] for channel in sorted(worst)]
