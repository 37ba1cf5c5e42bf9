"""What the mailroom and the conversations may forget, so that nothing grows for ever.

Deleted in small pieces, so that a long list never holds anything up.
"""

from collections.abc import Mapping

import sqlalchemy as sa

PIECE = 5_000
"""Rows deleted by one statement."""
_RULES: Mapping[str, str] = {
    "inbox": """delete from vocero.inbox where inbox_id in (select inbox_id from vocero.inbox
        where received_at < now() - interval '30 days' and state <> 'waiting' limit :piece)""",
    "outbox": """delete from vocero.outbox where outbox_id in (select outbox_id from vocero.outbox
        where created_at < now() - interval '30 days'
            and state in ('accepted', 'failed', 'suppressed') limit :piece)""",
    "held": """delete from vocero.outbox where outbox_id in (select outbox_id from vocero.outbox
        where created_at < now() - interval '30 days' and state = 'held' limit :piece)""",
    "dispatches": """delete from vocero.dispatches where dispatch_id in (
        select dispatch_id from vocero.dispatches where created_at < now() - interval '90 days'
            and state in ('sent', 'failed', 'suppressed') limit :piece)""",
    "broadcasts": """delete from vocero.broadcasts where broadcast_id in (
        select broadcast_id from vocero.broadcasts where created_at < now() - interval '90 days'
            and state in ('done', 'cancelled', 'confirming') limit 20)""",
    "messages": """delete from vocero.messages where message_id in (
        select message_id from vocero.messages
        where created_at < now() - interval '90 days' limit :piece)""",
    "conversations": """delete from vocero.conversations where conversation_id in (
        select conversation_id from vocero.conversations
        where updated_at < now() - interval '90 days' limit :piece)""",
    "review": """delete from vocero.review where review_id in (select review_id from vocero.review
        where at < now() - interval '90 days' limit :piece)""",
    "problems": """delete from vocero.problems where problem_id in (
        select problem_id from vocero.problems
        where reported_at < now() - interval '1 year' limit :piece)""",
    "audit": """delete from vocero.audit where audit_id in (select audit_id from vocero.audit
        where at < now() - interval '2 years' limit :piece)""",
    "strangers": """delete from vocero.correspondents where correspondent in (
        select correspondent from vocero.correspondents c
        where last_inbound_at < now() - interval '60 days'
            and not exists (select 1 from vocero.inbox i where i.correspondent = c.correspondent)
            and not exists (select 1 from vocero.outbox o where o.correspondent = c.correspondent)
        limit :piece)""",
    "trackers": """delete from rasa.events where id in (select id from rasa.events
        where timestamp < extract(epoch from now() - interval '7 days') limit :piece)""",
}
"""Statements by what they clear. Consents are kept: they are the proof of what somebody wanted."""


def clear(connection: sa.Connection, name: str) -> int:
    """Delete one piece of what is past keeping; give how many rows went."""
    if name == "trackers" and not _exists(connection, "rasa.events"):
        return 0
    return connection.execute(sa.text(_RULES[name]), {"piece": PIECE}).rowcount


def names() -> tuple[str, ...]:
    """Name the rules."""
    return tuple(_RULES)


def _exists(connection: sa.Connection, table: str) -> bool:
    found = connection.execute(sa.select(sa.func.to_regclass(table))).scalar_one()
    return found is not None
