"""What the tagger looks at: the word, its shape, its neighbours and every known phrase there."""

import re
from typing import Dict, List, Sequence, Set

from bot.nlu.normal import fold
from bot.nlu.period_patterns import propose
from bot.nlu.phrase_book import PhraseBook

_CUES = {
    "alert": r"alert|avis[ae]|avisar|notif|tell me|let me know|ping me|warn",
    "future": (
        r"predic|pronostic|forecast|proyec|project|vamos a|vender|will|going to|esper|expect|estim"
    ),
    "ranking": r"\btop\b|mejor|peor|best|worst|ranking|\bmas\b|most|bottom|least|menos",
    "report": r"mand|envia|send|suscri|subscri|recib|report",
    "list": r"\bla\b|\bel\b|linea|line|one\b|number|numero|page|pagina",
}
_EXCLUSION = re.compile(
    r"\b(?:sin|excepto|salvo|menos|exclu\w+|quit\w+|sac[ao]\w*|descont\w+|without|w / o|w o|wo|"
    r"except|minus|leave|take|remove|drop|chuck|not including|not counting|other than|less)\b"
)
_RARE = "*"
_CUE_PATTERNS = {name: re.compile(pattern) for name, pattern in _CUES.items()}


def features_of(
    text: str, spans: Sequence[Sequence[int]], book: PhraseBook, *, with_members: bool = True
) -> List[Dict[str, bool]]:
    """One set of named features a token; the sets see two tokens to each side."""
    folded = fold(text)
    words = [book.repaired(folded[start:end]) for start, end in spans]
    hits = book.hits(words, with_members=with_members)
    _add_periods(hits, words)
    _add_exclusions(hits, words)
    cues = [f"cue={name}" for name, found in _CUE_PATTERNS.items() if found.search(folded)]
    shouted = text.upper() == text
    own = [
        _own_features(text[start:end], word, found, shouted=shouted)
        for (start, end), word, found in zip(spans, words, hits)
    ]
    words = [word if word in book.common_words else _RARE for word in words]
    return [_in_context(index, own, words, hits, cues) for index in range(len(words))]


def _add_periods(hits: List[Set[str]], words: Sequence[str]) -> None:
    limits, place = [], 0
    for word in words:
        limits.append((place, place + len(word)))
        place += len(word) + 1
    for start, end in propose(" ".join(words)):
        inside = [i for i, (left, right) in enumerate(limits) if left >= start and right <= end]
        for order, index in enumerate(inside):
            hits[index].add("B-when" if order == 0 else "I-when")


def _add_exclusions(hits: List[Set[str]], words: Sequence[str]) -> None:
    for index in range(len(words)):
        if _EXCLUSION.search(" ".join(words[max(0, index - 3) : index])):
            hits[index].add("excluded")


def _shape(word: str) -> str:
    if not word[0].isdigit() and word[0] not in "$€£":
        return "word" if word[0].isalpha() else word[0]
    if any(sign in word for sign in "$€£"):
        return "money"
    digits = sum(character.isdigit() for character in word)
    signs = "".join(sorted({c for c in word if not c.isdigit()}))
    return f"number{min(digits, 6)}{signs}"


def _own_features(raw: str, word: str, hits: Set[str], *, shouted: bool) -> List[str]:
    own = [f"shape={_shape(word)}"]
    own += [f"p{n}={word[:n]}" for n in (2, 3, 5) if len(word) > n]
    own += [f"s{n}={word[-n:]}" for n in (2, 3, 4) if len(word) > n]
    own += [f"hit={hit}" for hit in sorted(hits)] or ["hit=none"]
    if not shouted and raw[:1].isupper():
        own.append("capital")
    return own


def _in_context(
    index: int,
    own: List[List[str]],
    words: List[str],
    hits: List[Set[str]],
    cues: List[str],
) -> Dict[str, bool]:
    """The token's own features, its neighbours' and the cues of the whole message."""
    features = [f"w={words[index]}", *own[index]]
    features += [f"{cue}|{hit}" for cue in cues for hit in sorted(hits[index])]
    if own[index][0].startswith("shape=number"):
        features += [f"{cue}|{own[index][0]}" for cue in cues]
    for distance in (-2, -1, 1, 2):
        place = index + distance
        if place < 0 or place >= len(words):
            features.append(f"{distance}:edge")
            continue
        features.append(f"{distance}:w={words[place]}")
        features += [f"{distance}:hit={hit}" for hit in sorted(hits[place])]
        if abs(distance) == 1:
            features += [f"{distance}:{name}" for name in own[place] if name[0] in "sc"]
    if index:
        features.append(f"-1+0={words[index - 1]}|{words[index]}")
    if index + 1 < len(words):
        features.append(f"0+1={words[index]}|{words[index + 1]}")
    features.append(f"alone={len(words) == 1}")
    return dict.fromkeys(features, True)
