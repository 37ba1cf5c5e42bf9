"""The language of real messages is told, measured on sentences that nobody tuned it on."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from vocero.words import languages

_EXAMS = Path(__file__).parents[2] / "nlu"
_MARK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
_LONG = 4


def sentences() -> Iterator[tuple[str, str]]:
    """Give the exams' questions of four words or more, each with the language it was written in."""
    for file in sorted(_EXAMS.glob("exam*.yml")):
        for block in yaml.safe_load(file.read_text("utf-8"))["nlu"]:
            language = block["metadata"]["language"]
            if language == "mixed" or block["intent"] == "nlu_fallback":
                continue
            for line in block["examples"].splitlines():
                text = _MARK.sub(r"\1", line.strip()[2:])
                if len(text.split()) >= _LONG:
                    yield language, text


def test_the_language_of_a_message_of_four_words_is_told() -> None:
    """At least 99 of 100 are told rightly; one that is not clear counts as wrong."""
    asked = list(sentences())
    right = sum(languages.detect(text) == language for language, text in asked)
    assert len(asked) > 2500
    assert right / len(asked) >= 0.99, f"{right} of {len(asked)}"
