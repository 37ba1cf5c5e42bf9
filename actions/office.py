"""The action process's one Office: settings, database pools, member lists, probes."""

from functools import cache

from vocero.conversation.status import probes
from vocero.conversation.turn import Office
from vocero.metrics.freshness import freshness
from vocero.people.person import Scope
from vocero.settings import load
from vocero.storage.engine import Database


@cache
def office() -> Office:
    """Make the office at its first use; later calls share it."""
    settings = load()
    database = Database(settings)
    return Office(settings, database, probes=probes(settings, database))


def warm_up() -> None:
    """Read what the first question would wait for; raises UnavailableError without a database."""
    scope = Scope("all")
    with office().database.reading(scope.fence) as connection:
        version = freshness(connection, scope).version
        office().members.within(connection, scope, version)
