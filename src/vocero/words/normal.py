"""Text as typed on a phone, made comparable: folded case and accents, and typos corrected."""

import re
import unicodedata
from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass

from rapidfuzz.distance import OSA

_REPEATED = re.compile(r"([a-z])\1{2,}")
_LOOK_ALIKE = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "–": "-", "—": "-", "−": "-"})


def words(*lines: str) -> frozenset[str]:
    """Give the set of the words on the lines: how vocabularies are written down."""
    return frozenset(word for line in lines for word in line.split())


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text that remembers where each of its characters stood in the original."""

    text: str
    origins: tuple[int, ...]
    length: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give the offsets in the original text of a slice of the folded one."""
        stop = self.origins[end] if end < len(self.origins) else self.length
        return self.origins[start], max(stop, self.origins[end - 1] + 1)


def fold(text: str) -> str:
    """Give the text in lower case, without accents and with plain dashes and apostrophes."""
    return folded(text).text


def folded(text: str) -> Folded:
    """Fold the text and keep the way back to the original offsets."""
    characters: list[str] = []
    origins: list[int] = []
    for position, character in enumerate(text.translate(_LOOK_ALIKE)):
        plain = character.lower() if character.isascii() else _plain(character)
        characters.append(plain)
        origins.extend([position] * len(plain))
    return Folded("".join(characters), tuple(origins), len(text))


def _plain(character: str) -> str:
    decomposed = unicodedata.normalize("NFKD", character.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LOOK_ALIKE)


class Speller:
    """A closed vocabulary that recognises its words through small typos.

    A word is corrected only when it keeps its first letter, differs by one slip (two from eight
    letters on; a swap of neighbours is one) and names one known word better than all others.
    `untouchable` are real words that resemble vocabulary and must never become it.
    """

    def __init__(
        self,
        words: Collection[str],
        untouchable: Collection[str],
        *,
        targets: Collection[str] | None = None,
        meanings: Mapping[str, Hashable] | None = None,
    ) -> None:
        """Index by first letter the words that typos may stand for: `targets`, or all.

        Words with the same entry in `meanings` never compete for a typo.
        """
        self._meanings = meanings or {}
        self._words = frozenset(words)
        self._untouchable = frozenset(untouchable)
        self._by_initial: dict[str, list[str]] = {}
        for word in sorted(self._words if targets is None else targets):
            if len(word) > 3:
                self._by_initial.setdefault(word[0], []).append(word)
        self._seen: dict[str, str | None] = {}

    def correct(self, word: str) -> str | None:
        """Give the vocabulary's word that was meant, or None when it is none or several."""
        if word in self._words:
            return word
        if word in self._untouchable or len(word) > 24:
            return None
        if word not in self._seen:
            if len(self._seen) > 20_000:
                self._seen.clear()
            self._seen[word] = self._search(word)
        return self._seen[word]

    def _search(self, word: str) -> str | None:
        shorter = _REPEATED.sub(r"\1", word)
        if shorter in self._words:
            return shorter
        if len(shorter) < 4:
            return None
        allowed = 1 if len(shorter) < 8 else 2
        best, candidates = allowed + 1, []
        for known in self._by_initial.get(shorter[0], ()):
            distance = OSA.distance(shorter, known, score_cutoff=best)
            if distance < best:
                best, candidates = distance, [known]
            elif distance == best <= allowed:
                candidates.append(known)
        candidates = [known for known in candidates if not _only_plural(shorter, known)]
        if best > allowed or not candidates:
            return None
        # Letters are dropped more often than added: the longest candidate was meant.
        candidates.sort(key=len, reverse=True)
        longest = [known for known in candidates if len(known) == len(candidates[0])]
        meanings = {self._meanings.get(known, known) for known in longest}
        return longest[0] if len(meanings) == 1 else None


def _only_plural(word: str, known: str) -> bool:
    # "mondays" is a habit, not a slip of "monday".
    return word in (known + "s", known + "es")
