"""What a name looks like when the catalogue does not hold it: capitals, and words nobody taught.

"Narnia" alone asks for Narnia, whoever that may be; "Hola" alone does not ask for Hola.
"""

import re
from collections import Counter
from typing import Iterable, Iterator, List, Sequence, Text, Tuple

from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from spacy.lang.en import lex_attrs as english
from spacy.lang.en.stop_words import STOP_WORDS as ENGLISH
from spacy.lang.es import lex_attrs as spanish
from spacy.lang.es.stop_words import STOP_WORDS as SPANISH

from bot.nlu.normal import fold
from bot.nlu.phone_tokenizer import TOKEN
from bot.nlu.slips import SlipIndex

_OUT_OF_SCOPE = "nlu_fallback"
_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz")
_UNSPEAKABLE = re.compile(r"[^aeiouy]{5}|(.)\1\1|^[^aeiouy]+$")
_PARTICLES = frozenset(["de", "del", "la", "las", "los", "of", "the"])
_NUMBERS = frozenset(english._num_words) | frozenset(spanish._num_words)
_EVERYDAY = frozenset(map(fold, ENGLISH | SPANISH | _NUMBERS))
_ADVERB = re.compile(r"(mente|ly)$")
_LONGEST = 4
_MUCH_MORE = 4
_SHORTEST = 3
_RUN = 4

Spans = Sequence[Tuple[int, int]]


class NameShapes:
    """Knows the words that were taught as something else than a name."""

    def __init__(
        self, taught: Iterable[Text], foreign: Iterable[Text] = (), spoken: Iterable[Text] = ()
    ) -> None:
        """Words of the trade and of foreign talk; a misspelt one of either is no bare name.

        `spoken` are words that stand outside names more often than inside, like "travel": alone
        they are no name, in "Lone Star Travel" they are.
        """
        self.taught = frozenset(taught)
        self.foreign = frozenset(foreign)
        self.spoken = frozenset(spoken) | self.taught
        self._slips = SlipIndex(self.taught | self.foreign)

    @classmethod
    def learned(cls, examples: Iterable[Message], words: Iterable[Text] = ()) -> "NameShapes":
        """A word is taught when it stands outside members much more often than inside one.

        `words` are those of the closed lists and ideas: taught, whether a sentence has them or not.
        """
        outside: Counter = Counter(words)
        inside: Counter = Counter()
        foreign: Counter = Counter()
        for message in examples:
            strange = message.get(INTENT) == _OUT_OF_SCOPE
            for word, is_name in _words(message):
                (inside if is_name else foreign if strange else outside)[word] += 1
        spoken = (word for word, times in outside.items() if times > inside[word])
        return cls(_mostly(outside, inside), _mostly(foreign, inside), spoken)

    def bare_name(self, text: Text, spans: Spans) -> List[int]:
        """The tokens of a message that is nothing but an unknown name; none if it is more."""
        spoken = [i for i, (start, end) in enumerate(spans) if text[start:end].isalpha()]
        words = [text[slice(*spans[index])] for index in spoken]
        if not words or len(words) > _LONGEST or fold(words[0]) in _PARTICLES:
            return []
        whole = all(self._is_strange(word) or fold(word) in _PARTICLES for word in words)
        return spoken if whole else []

    def whole_names(self, text: Text, spans: Spans, labels: Sequence[Text]) -> List[Text]:
        """A member takes in the capital words beside it, and taught words are no member."""
        whole = list(labels)
        for start, end in list(_members(whole)):
            words = [fold(text[slice(*spans[index])]) for index in range(start, end)]
            strange = [start + i for i, word in enumerate(words) if word not in self.taught]
            if not strange:
                whole[start:end] = ["O"] * (end - start)
                continue
            whole[start : strange[0]] = ["O"] * (strange[0] - start)
            whole[strange[-1] + 1 : end] = ["O"] * (end - strange[-1] - 1)
            first = strange[0] if text.isupper() else self._first(text, spans, whole, strange[0])
            name = labels[start][2:]
            whole[first : strange[-1] + 1] = [f"B-{name}", *[f"I-{name}"] * (strange[-1] - first)]
        return whole

    def _first(self, text: Text, spans: Spans, labels: Sequence[Text], start: int) -> int:
        """Where a name begins: "Rutas" in "Rutas del Sol" belongs to it, "Cancún y" does not."""
        first = start
        for place in range(start - 1, -1, -1):
            word = text[slice(*spans[place])]
            if labels[place] == "O" and fold(word) in _PARTICLES:
                continue
            capital = _is_capital(word) and fold(word) not in self.taught
            if not capital or not (labels[place] == "O" or labels[place].endswith("-member")):
                break
            first = place
        return first

    def _is_strange(self, word: Text) -> bool:
        """A capital, pronounceable, no run over the keyboard, neither taught nor a slip of it."""
        folded = fold(word)
        if not _is_capital(word) or _ADVERB.search(folded):
            return False
        if folded in self.taught or folded in self.foreign or folded in _EVERYDAY:
            return False
        runs = (folded[i : i + _RUN] for i in range(len(folded) - _RUN + 1))
        if _UNSPEAKABLE.search(folded) or any(run in keys for run in runs for keys in _KEYS):
            return False
        return self._slips.repaired(folded) is None


def _mostly(outside: Counter, inside: Counter) -> Iterator[Text]:
    return (word for word, times in outside.items() if times > _MUCH_MORE * inside[word])


def _is_capital(word: Text) -> bool:
    return len(word) >= _SHORTEST and word.isalpha() and word[0].isupper()


def _members(labels: Sequence[Text]) -> Iterator[Tuple[int, int]]:
    start = 0
    while start < len(labels):
        end = start + 1
        if labels[start].startswith("B-member"):
            while end < len(labels) and labels[end] == f"I-{labels[start][2:]}":
                end += 1
            yield start, end
        start = end


def _words(message: Message) -> Iterator[Tuple[Text, bool]]:
    """Each word and whether it is (part of) a name; capitals in foreign text teach nothing."""
    text = message.get(TEXT) or ""
    names = [
        (entity["start"], entity["end"])
        for entity in message.get(ENTITIES) or []
        if entity["entity"] == "member"
    ]
    foreign = message.get(INTENT) == _OUT_OF_SCOPE
    folded = fold(text)
    for found in TOKEN.finditer(text):
        start, end = found.span()
        if not found.group().isalpha() or (foreign and start and found.group()[0].isupper()):
            continue
        yield folded[start:end], any(start < right and left < end for left, right in names)
