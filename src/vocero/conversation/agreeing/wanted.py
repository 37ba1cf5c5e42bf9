"""A subscription as the form holds it: a report packed into one value, a rhythm in letters."""

import json
from collections.abc import Mapping

from pydantic import TypeAdapter

from vocero.conversation.agreeing.report import Heard
from vocero.words.question import Question, to_json
from vocero.words.rhythm import FREQUENCIES, Rhythm

_question: TypeAdapter[Question] = TypeAdapter(Question)


def packed(report: Heard) -> str:
    """Write a report as one value."""
    return json.dumps({"question": to_json(report.question), "words": report.words})


def unpacked(value: str) -> Heard:
    """Read a report from the value that `packed` wrote."""
    read = json.loads(value)
    return Heard(_question.validate_python(read["question"]), read["words"])


def rhythm_of(filled: Mapping[str, str]) -> Rhythm:
    """Read the rhythm, with the weekday where it was asked for on its own."""
    name, _, days = filled["rhythm"].partition(":")
    frequency = next(f for f in FREQUENCIES if f == name)
    named = days or (filled.get("weekday", "") if frequency == "weekly" else "")
    return Rhythm(frequency, tuple(int(day) for day in named.split(",") if day))
