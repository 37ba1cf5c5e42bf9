"""Answers are kept until the data changes: many ask the same, and nothing new was loaded."""

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from vocero.metrics.answer import Answer
from vocero.metrics.freshness import Freshness
from vocero.people.person import Scope
from vocero.reports import desk
from vocero.reports.ask import Ask
from vocero.words.question import Question

MOST_LINES = 50_000
"""Lines of all kept answers together: some ten thousand short answers, or a few long lists."""
Key = tuple[Scope, int, Question, dt.date, dt.datetime, str]


class KeptAnswers:
    """Answers by scope, level, question and day, for one version of the data.

    A report sees nothing else of who asks and when, so whoever has the same scope and level on the
    same day gets the same figures. Companies whose views tell no loads have no version to go by:
    for them nothing is kept.
    """

    def __init__(
        self, most_lines: int = MOST_LINES, work_out: Callable[[Ask], Answer] = desk.answer
    ) -> None:
        self._most_lines = most_lines
        self._lines = 0
        self._work_out = work_out
        self._version: int | None = None
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, fresh: Freshness) -> Answer | None:
        """Give the answer that was worked out for just this, from the data as it is."""
        with self._lock:
            if not fresh.certain or fresh.version != self._version:
                return None
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def answer(self, ask: Ask, fresh: Freshness) -> Answer:
        """Let the report answer, and keep what it says, unless that is longer than many others."""
        answer = self._work_out(ask)
        # What is unusual also depends on the days that people called normal since.
        too_long = _lines(answer) > self._most_lines // 4
        if not fresh.certain or too_long or ask.question.kind == "anomalies":
            return answer
        with self._lock:
            if fresh.version != self._version:
                self._answers.clear()
                self._version, self._lines = fresh.version, 0
            wanted = key(ask.scope, ask.level, ask.question, ask.now, fresh, ask.company_zone)
            self._forget(wanted)
            self._answers[wanted] = answer
            self._lines += _lines(answer)
            while self._lines > self._most_lines:
                self._forget(next(iter(self._answers)))
        return answer

    def _forget(self, key: Key) -> None:
        """Let an answer go, if it is there."""
        answer = self._answers.pop(key, None)
        if answer is not None:
            self._lines -= _lines(answer)


def _lines(answer: Answer) -> int:
    return 1 + len(answer.figures) + len(answer.rows) + len(answer.bookings)


def key(
    scope: Scope, level: int, question: Question, now: dt.datetime, fresh: Freshness, zone: str
) -> Key:
    """Give all that an answer depends on, besides the data.

    Of the hour only what the data reaches: today's figures are compared up to then.
    """
    known = min(now, fresh.loaded_at or now)
    return scope, level, question, now.date(), known, zone
