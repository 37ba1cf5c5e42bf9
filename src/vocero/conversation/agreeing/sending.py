"""By which channels something is to come: what can reach the person, and what cannot."""

import sqlalchemy as sa

from vocero.conversation.turn import Turn
from vocero.notices.reaching import reachable
from vocero.rendering import notices
from vocero.rendering.sentences import join, say


def open_channels(
    connection: sa.Connection, turn: Turn, wanted: tuple[str, ...]
) -> tuple[str, ...]:  # fmt: skip
    """Keep only channels that reach the person; none left means their usual ones."""
    open_ = reachable(connection, turn.person.person_id)
    return tuple(c for c in wanted if c in open_)


def missing(turn: Turn, wanted: tuple[str, ...], kept: tuple[str, ...]) -> list[str]:
    """Say which of the wanted channels has no address, and who can give it one."""
    language = turn.reader.language
    lacking = [notices.channel(turn.reader, c) for c in wanted if c not in kept]
    if not lacking:
        return []
    contact = turn.office.settings.company_contact
    return [say(language, "notices", "no_address", channels=join(language, lacking),
                contact=contact)]  # fmt: skip
