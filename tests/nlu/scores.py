"""What a pipeline gets right, counted by language: intents, refusals and entities."""

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.closed_lists import CLOSED_LISTS
from tests.nlu.corpus import OUT_OF_SCOPE, intent_of
from tests.nlu.pipeline import Pipeline

Mark = tuple[int, int, str, str]


def marks(message: Message) -> set[Mark]:
    """An entity counts only with the same words, the same name and the same role."""
    return {
        (found["start"], found["end"], found["entity"], found.get("role") or "")
        for found in message.get(ENTITIES) or []
    }


@dataclass
class Scores:
    """Counts that add up over folds; every share is made from them at the end."""

    right: Counter = field(default_factory=Counter)
    asked: Counter = field(default_factory=Counter)
    caught: int = 0
    outside: int = 0
    refused: int = 0
    marks: Counter = field(default_factory=Counter)
    by_entity: dict[str, Counter] = field(default_factory=dict)
    by_intent: dict[str, Counter] = field(default_factory=dict)
    values: Counter = field(default_factory=Counter)
    confusions: Counter = field(default_factory=Counter)
    mistakes: list[dict[str, Any]] = field(default_factory=list)
    mismarked: list[dict[str, Any]] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)

    def judge(self, pipeline: Pipeline, asked: Iterable[tuple[str, Message]]) -> None:
        """Every sentence is parsed alone, as it would arrive, and its time is kept."""
        for language, expected in asked:
            started = time.perf_counter()
            understood = pipeline.parse(expected)
            self.milliseconds.append((time.perf_counter() - started) * 1000)
            name = (understood.get("intent") or {}).get("name")
            self._count_intent(language, expected, name, understood)
            if intent_of(expected) != OUT_OF_SCOPE:
                self._count_marks(expected, understood)

    def add(self, other: "Scores") -> None:
        """The counts of another part of the same measurement are counted here too."""
        for name, value in vars(other).items():
            mine = getattr(self, name)
            if isinstance(value, Counter):
                mine.update(value)
            elif isinstance(value, dict):
                for key, counts in value.items():
                    mine.setdefault(key, Counter()).update(counts)
            elif isinstance(value, list):
                mine.extend(value)
            else:
                setattr(self, name, mine + value)

    def accuracy(self, language: str) -> float:
        """The share of questions in scope that reached their intent; a refusal is a miss."""
        return self.right[language] / max(1, self.asked[language])

    @property
    def out_of_scope(self) -> float:
        """The share of foreign sentences that were refused."""
        return self.caught / max(1, self.outside)

    @property
    def refusals(self) -> float:
        """The share of good questions that were refused."""
        return self.refused / max(1, sum(self.asked.values()))

    @property
    def f1(self) -> float:
        """Micro F1 over the entities of all sentences in scope, with exact limits."""
        return _f1(self.marks)

    @property
    def macro_f1(self) -> float:
        """The mean F1 over the intents that were asked, out of scope included."""
        asked = [counts for counts in self.by_intent.values() if counts["wanted"]]
        return sum(map(_intent_f1, asked)) / max(1, len(asked))

    @property
    def value_share(self) -> float:
        """Of the closed entities that were marked rightly, the share with the right value."""
        asked = sum(self.values.values())
        return self.values["right"] / asked if asked else 1.0

    def intent_f1(self) -> dict[str, float]:
        """F1 of each intent that was asked."""
        return {
            name: _intent_f1(counts)
            for name, counts in sorted(self.by_intent.items())
            if counts["wanted"]
        }

    def entity_f1(self) -> dict[str, float]:
        """The same, for each entity."""
        return {name: _f1(counts) for name, counts in sorted(self.by_entity.items())}

    def parse_time(self, share: float) -> float:
        """The milliseconds within which this share of the sentences was parsed."""
        ordered = sorted(self.milliseconds)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    def _count_intent(
        self, language: str, expected: Message, name: str, understood: Message
    ) -> None:
        wanted = intent_of(expected)
        self.by_intent.setdefault(wanted, Counter())["wanted"] += 1
        self.by_intent.setdefault(name, Counter())["got"] += 1
        self.by_intent[wanted]["right"] += name == wanted
        if wanted == OUT_OF_SCOPE:
            self.outside += 1
            self.caught += name == OUT_OF_SCOPE
        else:
            self.asked[language] += 1
            self.right[language] += name == wanted
            self.refused += name == OUT_OF_SCOPE
        if name != wanted:
            self.confusions[(wanted, name)] += 1
            ranking = understood.get("intent_ranking") or []
            top = [(r["name"], round(r["confidence"], 2)) for r in ranking[:3]]
            self.mistakes.append(
                {"text": expected.get(TEXT), "wanted": wanted, "got": name, "ranking": top}
            )

    def _count_marks(self, expected: Message, understood: Message) -> None:
        wanted, found = marks(expected), marks(understood)
        if wanted != found:
            text = expected.get(TEXT)
            missed, extra = (
                sorted((text[mark[0] : mark[1]], *mark[2:]) for mark in part)
                for part in (wanted - found, found - wanted)
            )
            self.mismarked.append({"text": text, "missed": missed, "extra": extra})
        self._count_values(expected, understood)
        for mark in wanted | found:
            kind = "both" if mark in wanted and mark in found else "missed"
            kind = "extra" if mark not in wanted else kind
            self.marks[kind] += 1
            self.by_entity.setdefault(mark[2], Counter())[kind] += 1

    def _count_values(self, expected: Message, understood: Message) -> None:
        """Only where the exam writes a normal value down, and the words were marked."""
        found = {_place(entity): entity["value"] for entity in understood.get(ENTITIES) or []}
        for entity in expected.get(ENTITIES) or []:
            words = expected.get(TEXT)[entity["start"] : entity["end"]]
            closed = entity["entity"] in CLOSED_LISTS and entity["value"] != words
            if closed and _place(entity) in found:
                right = found[_place(entity)] == entity["value"]
                self.values["right" if right else "wrong"] += 1


def _place(entity: dict[str, Any]) -> tuple[int, int, str]:
    return entity["start"], entity["end"], entity["entity"]


def _intent_f1(counts: Counter) -> float:
    total = counts["wanted"] + counts["got"]
    return 2 * counts["right"] / total if total else 1.0


def _f1(counts: Counter) -> float:
    total = 2 * counts["both"] + counts["missed"] + counts["extra"]
    return 2 * counts["both"] / total if total else 1.0
