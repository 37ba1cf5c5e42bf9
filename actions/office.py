"""The action process's one Office: settings, database pools, member lists, probes."""

from functools import cache

from vocero.conversation.status import probes
from vocero.conversation.turn import Office
from vocero.settings import load
from vocero.storage.engine import Database


@cache
def office() -> Office:
    """Make the office at its first use; later calls share it."""
    settings = load()
    database = Database(settings)
    return Office(settings, database, probes=probes(settings, database))
