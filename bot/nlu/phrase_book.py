"""Known phrases are found by spaCy's phrase matcher on a blank pipeline: no model, no guess."""

from typing import Dict, FrozenSet, Iterable, Iterator, List, Set, Tuple

import spacy
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.nlu.closed_lists import list_of
from bot.nlu.normal import plain
from bot.nlu.period_patterns import PERIOD_WORDS
from bot.nlu.phone_tokenizer import TOKEN
from bot.nlu.slips import SlipIndex
from bot.nlu.word_vectors import word_vectors

_SHORTEST_PART = 4
_SHORTEST_CUT = 3


def spoken_tokens(phrase: str) -> List[str]:
    """A phrase is cut exactly as a message is."""
    return [found.group() for found in TOKEN.finditer(plain(phrase))]


class PhraseBook:
    """For every token of a message, the labels of the known phrases that cover it."""

    def __init__(
        self,
        phrases: Dict[str, List[str]],
        members: List[str],
        common_words: FrozenSet[str] = frozenset(),
    ) -> None:
        """Phrases of the closed lists, names of the catalogue, words seen more than once."""
        self.phrases = {label: sorted(set(words)) for label, words in phrases.items()}
        self.members = sorted(set(members))
        # A catalogue writes names with capitals and codes ("mty") without.
        self._codes = frozenset(name for name in self.members if name == name.lower())
        self._language = spacy.blank("es")
        self._matcher = PhraseMatcher(self._language.vocab, attr="ORTH")
        for label, words in self.phrases.items():
            self._add(label, words)
        self._add("member", self.members)
        self.parts = self._parts_of_names()
        self._names = [spoken_tokens(name) for name in self.members]
        self._common = common_words
        self._slips = SlipIndex(self._words() - self.parts)

    @classmethod
    def from_synonyms(
        cls, synonyms: Dict[str, str], members: List[str], common_words: FrozenSet[str]
    ) -> "PhraseBook":
        """A synonym belongs to the closed list that holds its normal value."""
        phrases: Dict[str, List[str]] = {}
        for words, value in synonyms.items():
            label = list_of(value)
            if label:
                phrases.setdefault(label, []).append(plain(words))
        return cls(phrases, members, common_words)

    @property
    def common_words(self) -> FrozenSet[str]:
        """The words that the training data uses more than once."""
        return self._common

    def repaired(self, token: str) -> str:
        """A word nobody knows becomes the phrase or period word it is one slip away from."""
        if token in self._common or token in self.parts:
            return token
        meant = self._slips.repaired(token) or token
        # "Entero" is a word of its own, not a slip of "enero".
        return token if meant in PERIOD_WORDS and token in word_vectors().common else meant

    def hits(self, folded_tokens: List[str], *, with_members: bool = True) -> List[Set[str]]:
        """Each token's hits say "B-label" at the start of a phrase and "I-label" inside."""
        found: List[Set[str]] = [set() for _ in folded_tokens]
        document = Doc(self._language.vocab, words=folded_tokens)
        for key, start, end in self._matcher(document):
            label = self._language.vocab.strings[key]
            if label == "member" and not with_members:
                continue
            size = "2" if end - start > 1 else "1"
            for index in range(start, end):
                found[index].add(f"{'B' if index == start else 'I'}{size}-{label}")
        if with_members:
            for index, token in enumerate(folded_tokens):
                if token in self.parts:
                    found[index].add("part-member")
        return found

    def _add(self, label: str, phrases: Iterable[str]) -> None:
        documents = [
            Doc(self._language.vocab, words=words)
            for words in map(spoken_tokens, phrases)
            if words
        ]
        if documents:
            self._matcher.add(label, documents)

    def certain_names(self, tokens: List[str]) -> Iterator[Tuple[int, int]]:
        """Where whole names of the catalogue stand that are not also words of a closed list."""
        closed = {phrase for phrases in self.phrases.values() for phrase in phrases}
        document = Doc(self._language.vocab, words=tokens)
        for key, start, end in self._matcher(document):
            words = " ".join(tokens[start:end])
            known = self._language.vocab.strings[key] == "member" and words not in closed
            long = end - start > 1 or len(words) > _SHORTEST_PART
            if known and (long or words in self._codes):
                yield start, end

    def goes_on(self, begun: List[str], token: str) -> bool:
        """A name that was begun goes on with one of its next words, in full or cut short: "dlx"."""
        return any(
            begun[-1] in name
            and set(begun) <= set(name)
            and any(is_short_for(token, word) for word in name[name.index(begun[-1]) + 1 :])
            for name in self._names
        )

    @property
    def closed_words(self) -> Set[str]:
        """Every word of the closed lists' phrases."""
        phrases = (phrase for phrases in self.phrases.values() for phrase in phrases)
        return {token for phrase in phrases for token in spoken_tokens(phrase)}

    def _words(self) -> Set[str]:
        return self.closed_words | PERIOD_WORDS

    def _parts_of_names(self) -> Set[str]:
        return {
            token
            for name in self.members
            for token in spoken_tokens(name)
            if len(token) >= _SHORTEST_PART
        }


def is_short_for(short: str, word: str) -> bool:
    """Three letters or more that stand in the word in this order, its first one among them."""
    if len(short) < _SHORTEST_CUT or short[:1] != word[:1]:
        return False
    letters = iter(word)
    return all(letter in letters for letter in short)
