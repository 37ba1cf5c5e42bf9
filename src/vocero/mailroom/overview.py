"""WhatsApp at a glance: windows, what waits, what came and went last, what was refused lately."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

_LAST = sa.text("""
select (select max(received_at) from vocero.inbox) as inbound,
    (select max(accepted_at) from vocero.outbox
     where created_at > now() - interval '2 days') as outbound,
    (select count(*) from vocero.inbox where state = 'waiting') as unanswered,
    (select count(*) from vocero.correspondents
     where last_inbound_at > now() - interval '24 hours') as open,
    (select count(*) from vocero.correspondents) as known,
    (select count(*) from vocero.suppressions) as suppressed,
    (select allowance from vocero.throttles where name = 'whatsapp out') as allowance
""")
_STATES = sa.text("""
select state, count(*) as n from vocero.outbox
where created_at > now() - interval '24 hours' or state in ('waiting', 'sending', 'unsure', 'held')
group by state
""")
_ERRORS = sa.text("""
select error_code, count(*) as n from vocero.outbox
where created_at > now() - interval '24 hours' and error_code is not null group by error_code
""")


@dataclass(frozen=True, slots=True)
class Overview:
    """`outbox` counts the last day's messages and all that wait; `errors` the last day's codes.

    `open` are people who wrote within 24 hours, whom free text reaches; `known` are all.
    """

    last_inbound: dt.datetime | None
    last_outbound: dt.datetime | None
    unanswered: int
    open: int
    known: int
    suppressed: int
    allowance: float
    outbox: Mapping[str, int]
    errors: Mapping[str, int]


def overview(connection: sa.Connection) -> Overview:
    """Look at WhatsApp's mail."""
    last = connection.execute(_LAST).one()
    states = {row.state: row.n for row in connection.execute(_STATES)}
    errors = {str(row.error_code): row.n for row in connection.execute(_ERRORS)}
    return Overview(last.inbound, last.outbound, last.unanswered, last.open, last.known,
                    last.suppressed, float(last.allowance), states, errors)  # fmt: skip
