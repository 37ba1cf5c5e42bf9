"""Three readings of one message: as written, with its entities masked, and as ideas."""

import re
from collections import Counter
from typing import Any, Dict, FrozenSet, Iterable, List, Sequence, Text

from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.concept_reader import ConceptReader
from bot.nlu.corrections import opening
from bot.nlu.normal import plain
from bot.nlu.slips import SlipIndex

WAYS = ("plain", "masked", "ideas")
_MASKS = {
    "period": "xwhen",
    "horizon": "xwhen",
    "member": "xname",
    "amount": "xamount",
    "time_of_day": "xhour",
    "booking_ref": "xreference",
    "count": "xcount",
}
_MARKS = frozenset(_MASKS.values())
_REPEATED = re.compile(r"(\w)\1{2,}")
_SIGNS = re.compile(r"[^\w\s?%$€£#/'’.\-:]")
_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"[\w/'-]+|[^\w\s]")
_SMALL_WORDS = frozenset(
    "de del la el los las un una en a for of the to por in on at with con me y and".split()
)


class Reader:
    """Turns a message into texts that word and letter counts can be taken of."""

    def __init__(self, concepts: Dict[Text, Text], vocabulary: Iterable[Text] = ()) -> None:
        """Concepts and vocabulary are kept so that a trained model can carry them along."""
        self.concepts = concepts
        self.vocabulary = frozenset(vocabulary)
        self._ideas = ConceptReader(concepts)
        self._slips = SlipIndex(self.vocabulary)

    def read(self, message: Message) -> Dict[Text, Text]:
        """All three readings, by their names in `WAYS`, without what a correction opens with."""
        text, entities = message.get(TEXT) or "", message.get(ENTITIES) or []
        begins = opening(text, entities)
        text = " " * begins + text[begins:]
        entities = [entity for entity in entities if entity["start"] >= begins]
        masked = self._repaired(_tidy(_masked(text, entities)))
        return {"plain": _tidy(text), "masked": masked, "ideas": self._as_ideas(masked)}

    def _repaired(self, text: Text) -> Text:
        """A misspelt word becomes the word of the vocabulary that is one slip away."""
        return _WORD.sub(lambda found: self._meant(found.group()), text)

    def _meant(self, word: Text) -> Text:
        if word in self.vocabulary or word in _MARKS:
            return word
        return self._slips.repaired(word) or word

    def _as_ideas(self, masked: Text) -> Text:
        tokens = _TOKEN.findall(masked)
        marks: List[Text] = []
        known = unknown = 0
        for token, ideas in zip(tokens, self._ideas.ideas(tokens)):
            if token in _MARKS:
                marks.append(token)
            elif ideas:
                known += 1
                marks += sorted(f"c{idea}" for idea in ideas)
            elif token.isalpha() and token not in _SMALL_WORDS:
                unknown += 1
                marks.append("unknown")
        return " ".join(marks + _measures(tokens, marks, known, unknown))


def common_words(messages: Iterable[Message]) -> FrozenSet[Text]:
    """The words that are met twice: the ones that a slip may have meant."""
    met: Counter = Counter()
    for message in messages:
        met.update(set(_WORD.findall(_tidy(message.get(TEXT) or ""))))
    return frozenset(word for word, times in met.items() if times > 1)


def _measures(
    tokens: Sequence[Text], marks: Sequence[Text], known: int, unknown: int
) -> List[Text]:
    """How long the message is, how it begins and how much of it is foreign to the trade."""
    length = len(tokens)
    size = min(length, 4) if length < 6 else 6 if length < 10 else 10
    return [
        f"size{size}",
        f"foreign{min(unknown, 3)}",
        f"share{4 * unknown // max(1, unknown + known)}",
        f"first_{marks[0] if marks else 'nothing'}",
    ]


def _masked(text: Text, entities: Sequence[Dict[Text, Any]]) -> Text:
    pieces, last = [], 0
    for entity in sorted(entities, key=lambda found: found["start"]):
        mask = _MASKS.get(entity["entity"])
        if mask and entity["start"] >= last:
            pieces += [text[last : entity["start"]], f" {mask} "]
            last = entity["end"]
    return "".join([*pieces, text[last:]])


def _tidy(text: Text) -> Text:
    spaced = _SIGNS.sub(lambda sign: f" {sign.group()} ", plain(text))
    return _REPEATED.sub(r"\1", spaced)
