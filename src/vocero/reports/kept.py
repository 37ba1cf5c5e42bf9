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

MOST = 4096
Key = tuple[Scope, int, Question, dt.date, dt.datetime, str]


class KeptAnswers:
    """Answers by scope, level, question and day, for one version of the data.

    A report sees nothing else of who asks and when, so whoever has the same scope and level on the
    same day gets the same figures. Companies whose views tell no loads have no version to go by:
    for them nothing is kept.
    """

    def __init__(self, most: int = MOST, work_out: Callable[[Ask], Answer] = desk.answer) -> None:
        self._most = most
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
        """Let the report answer, and keep what it says."""
        answer = self._work_out(ask)
        if not fresh.certain:
            return answer
        with self._lock:
            if fresh.version != self._version:
                self._answers.clear()
                self._version = fresh.version
            self._answers[key(ask.scope, ask.level, ask.question, ask.now, fresh,
                              ask.company_zone)] = answer  # fmt: skip
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)
        return answer


def key(
    scope: Scope, level: int, question: Question, now: dt.datetime, fresh: Freshness, zone: str
) -> Key:
    """Give all that an answer depends on, besides the data.

    Of the hour only what the data reaches: today's figures are compared up to then.
    """
    known = min(now, fresh.loaded_at or now)
    return scope, level, question, now.date(), known, zone
