"""What an answer is called where there is no emoji and no bold: on pictures, pages, files."""

import re
import unicodedata

from vocero.metrics.answer import Answer
from vocero.rendering import parts
from vocero.rendering.reader import Reader
from vocero.rendering.sentences import say
from vocero.words.normal import fold

_MARKS = re.compile(r"[*_]")


def title(reader: Reader, answer: Answer) -> str:
    """Give a title: what is shown, and by what."""
    language, question = reader.language, answer.question
    metric = parts.capital(parts.name(reader, answer.figures[0].key)) if answer.figures else ""
    match question.kind:
        case "kpi":
            name = say(language, "subject", "kpi")
        case "bookings" | "booking":
            name = say(language, "subject", "bookings")
        case "ranking" if answer.position is None:
            key = "bottom" if question.worst else "top"
            kind = parts.capital(say(language, "dimensions", question.dimension or "agent"))
            return say(language, "document", key, dimension=kind, metric=metric.lower())
        case "drivers":
            return say(language, "document", "why", metric=metric)
        case "anomalies":
            name = say(language, "subject", "anomalies")
        case "forecast":
            name = say(language, "document", "forecast", metric=metric)
        case "comparison" if answer.compared is None:
            return say(language, "document", "side_by_side", metric=metric)
        case _:
            name = metric
    if question.dimension is None:
        return name
    what = say(language, "dimension", question.dimension)
    return say(language, "document", "by", metric=name, dimension=what)


def subtitle(reader: Reader, answer: Answer) -> str:
    """Give the exact period, whose data it is, what it was narrowed to, and the currency."""
    text = plain(parts.when(reader, answer))
    if answer.rate is not None:
        text += f" · {answer.rate.currency}"
    return text


def plain(text: str) -> str:
    """Take a message's emoji and marks away."""
    kept = "".join(c for c in _MARKS.sub("", text) if unicodedata.category(c) not in {"So", "Cf"})
    return " ".join(kept.replace("\ufe0f", "").split())


def file_name(reader: Reader, answer: Answer, ending: str) -> str:
    """Give a name that every phone and computer takes: "ventas-netas-2026-09-01-2026-09-16.pdf"."""
    words = re.findall(r"[a-z0-9]+", fold(title(reader, answer)))
    days = dict.fromkeys((answer.period.start.isoformat(), answer.period.end.isoformat()))
    return f"{'-'.join((*words[:8], *days))}.{ending}"
