"""A window on the data within one scope, opened when something has to be read."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import sqlalchemy as sa

from vocero.conversation.turn import Turn
from vocero.metrics.answer import Answer
from vocero.metrics.freshness import Freshness, freshness
from vocero.people.person import Scope
from vocero.reports import kept
from vocero.reports.ask import Ask
from vocero.words.names import Member
from vocero.words.question import Question


class Window:
    """What a turn sees: members, answers, and a connection behind the fence for the rest."""

    def __init__(self, turn: Turn, scope: Scope, stack: ExitStack) -> None:
        self._turn = turn
        self._scope = scope
        self._stack = stack
        self._connection: sa.Connection | None = None
        self._fresh = turn.fresh

    @property
    def connection(self) -> sa.Connection:
        """The read-only transaction that sees the scope's rows."""
        if self._connection is None:
            reading = self._turn.office.database.reading(self._scope.fence)
            self._connection = self._stack.enter_context(reading)
        return self._connection

    @property
    def fresh(self) -> Freshness:
        """How fresh the data is."""
        if self._fresh is None:
            self._fresh = freshness(self.connection, self._scope)
        return self._fresh

    def members(self) -> tuple[Member, ...]:
        """List the members that a name may mean."""
        members, version = self._turn.office.members, self.fresh.version
        known = members.kept(self._scope, version)
        if known is not None:
            return known
        return members.within(self.connection, self._scope, version, self.fresh.rolled)

    def asking(self, question: Question) -> Ask:
        """Put a question on its way to its report."""
        return self._turn.asking(self.connection, self._scope, question, self.fresh)

    def answer(self, question: Question) -> Answer:
        """Answer a question, from what is kept if nothing has changed."""
        turn, answers = self._turn, self._turn.office.answers
        zone = turn.office.settings.company_time_zone
        key = kept.key(self._scope, turn.person.level, question, turn.now, self.fresh, zone)
        known = answers.get(key, self.fresh)
        return answers.answer(self.asking(question), self.fresh) if known is None else known


@contextmanager
def window(turn: Turn, scope: Scope) -> Iterator[Window]:
    """Open a window for as long as the block lasts; raises what `Database.reading` raises."""
    with ExitStack() as stack:
        yield Window(turn, scope, stack)
