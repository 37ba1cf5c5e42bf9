"""What alerts see: each distinct question is asked once, however many people watch it."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from vocero.conversation.turn import Office
from vocero.errors import TooSlowError, UnavailableError, VoceroError
from vocero.metrics.answer import Answer
from vocero.metrics.freshness import Freshness, freshness
from vocero.notices import crossing
from vocero.notices.alerts import Grain, Watch
from vocero.notices.crossing import Course, Reading
from vocero.people.person import Scope
from vocero.reports import watched
from vocero.reports.ask import Ask
from vocero.reports.watched import Target
from vocero.telemetry import logger
from vocero.words.names import Member
from vocero.words.question import Question

_BACK = {"day": 9, "week": 28, "month": 93}
"""Days before today that a course holds: the last whole period and those it is compared with."""
_MOST_SLOW = 3
"""Slow questions of a round after which it is the database that is slow."""
_log = logger("alerts")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that alerts ask: for a `course`, the month's `goal`, or what is `unusual`.

    `level` counts where the chance of a target is looked at.
    """

    scope: Scope
    metric: str
    sort: str
    members: tuple[Member, ...]
    grain: Grain
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """What a question gave: a course, a target or the unusual of the last day; None of each that
    it did not ask for. `lost` says that its members are out of sight."""

    course: Course | None = None
    target: Target | None = None
    answer: Answer | None = None
    lost: bool = False


class Eyes:
    """What was seen of the data as it is; looked at again once it changes, or the day does."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._seen: dict[Asked, Seen | None] = {}
        self._slow: set[Asked] = set()
        self._state: tuple[int | None, dt.date, dt.date] | None = None
        self._fresh: Freshness | None = None
        self.questions = 0

    def open(self, now: dt.datetime) -> bool:
        """Begin a round: forget what was seen of older data, and tell whether that was so.

        Raises UnavailableError.
        """
        settings = self._office.settings
        with self._office.database.writing() as connection:
            fresh = self._office.loads.read(connection)
        if fresh is None:
            with self._office.database.reading(Scope("all").fence) as connection:
                fresh = freshness(connection, Scope("all"))
        self._fresh = fresh
        self.now = now.astimezone(ZoneInfo(settings.company_time_zone))
        whole = Asked(Scope("all"), "net_sales", "course", (), "day")
        base = self._ask(None, whole, Question("sales"))
        self.today, self.last_whole = base.today, base.last_whole_day
        state = (fresh.version if fresh.certain else None, self.today, self.last_whole)
        forgets = state != self._state or not fresh.certain
        if forgets:
            self._seen.clear()
        for slow in self._slow:
            self._seen.pop(slow, None)
        self._slow.clear()
        self._state, self.questions = state, 0
        return forgets

    def see(self, asked: Asked) -> Seen | None:
        """Give what a question sees, asked at most once a round; None when it cannot be told.

        Raises UnavailableError, and TooSlowError once several took too long.
        """
        if asked not in self._seen:
            self.questions += 1
            self._seen[asked] = self._tried(asked)
        return self._seen[asked]

    def _tried(self, asked: Asked) -> Seen | None:
        try:
            with self._office.database.reading(asked.scope.fence) as connection:
                return self._look(connection, asked)
        except UnavailableError:
            raise
        except TooSlowError:
            # It is asked again with the next round; the others must not wait for it.
            self._slow.add(asked)
            if len(self._slow) >= _MOST_SLOW:
                raise
            _log.warning("question too slow", metric=asked.metric, sort=asked.sort)
        except Exception as fault:  # noqa: BLE001 — one question that fails must not hold up the others
            known = isinstance(fault, VoceroError)
            _log.warning("question not answered", metric=asked.metric, sort=asked.sort,
                         fault=type(fault).__name__, exc_info=not known)  # fmt: skip
        return None

    def _look(self, connection: sa.Connection, asked: Asked) -> Seen:
        ask = self._ask(connection, asked, Question("sales", members=asked.members))
        if asked.members and not self._visible(connection, asked):
            return Seen(lost=True)
        if asked.sort == "goal":
            return Seen(target=watched.target(ask))
        if asked.sort == "unusual":
            return Seen(answer=watched.unusual(ask, asked.metric))
        back = dt.timedelta(days=_BACK[asked.grain])
        first = crossing.start_of(self.today - back, asked.grain)
        return Seen(course=watched.course(ask, asked.metric, asked.grain, first))

    def _visible(self, connection: sa.Connection, asked: Asked) -> bool:
        fresh = self._fresh
        version = fresh.version if fresh else 0
        rolled = fresh.rolled if fresh else ()
        listed = self._office.members.within(connection, asked.scope, version, rolled)
        known = {(m.dimension, m.key) for m in listed}
        return all((m.dimension, m.key) in known for m in asked.members)

    def _ask(self, connection: sa.Connection | None, asked: Asked, question: Question) -> Ask:
        settings, fresh = self._office.settings, self._fresh
        if fresh is None:
            raise ValueError("a round must be opened first")
        return Ask(
            connection, asked.level or 1, asked.scope, question, self.now,  # type: ignore[arg-type]
            settings.company_time_zone, fresh.loaded_at, fresh.rolled,
            version=fresh.version if fresh.certain else None, models=self._office.models,
            country=settings.company_country, expected=self._office.expected,
        )  # fmt: skip


def reading(
    watch: Watch, seen: Seen, today: dt.date, last_whole: dt.date, *, fired: bool
) -> Reading:
    """Read a watch from what its question saw; a target at risk stays so until it is safe."""
    if seen.course is not None:
        return crossing.reading(watch, seen.course, today, last_whole)
    month = today.replace(day=1)
    if seen.answer is not None:
        odd = bool(seen.answer.oddities)
        return Reading(last_whole, None, None, odd)
    target = seen.target
    if target is None:
        return Reading(month, None, None, None)
    return crossing.of_target(watch, month, target.sold, target.target, target.chance, fired=fired)

