"""A document is an answer laid out for a file: facts, figures, a table, definitions; no format."""

from dataclasses import dataclass

from vocero.metrics.answer import Answer
from vocero.metrics.catalogue import metrics
from vocero.people.person import Person
from vocero.rendering import parts
from vocero.rendering.documents import grids
from vocero.rendering.documents.grid import Grid
from vocero.rendering.reader import Reader, shown
from vocero.rendering.sentences import say
from vocero.rendering.titles import plain, title


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that a file says. `reader` formats it; `company` stands at its head.

    `facts` are name and text. `figures` and `table` may be missing, not both. `definitions` are
    name and sentence, of every figure that is shown.
    """

    reader: Reader
    company: str
    title: str
    headline: str
    facts: tuple[tuple[str, str], ...]
    figures: Grid | None
    table: Grid | None
    definitions: tuple[tuple[str, str], ...]


def document(reader: Reader, answer: Answer, person: Person, company: str) -> Document:
    """Lay out an answer for the person who asked."""
    reader = reader.paying(answer.rate)
    return Document(
        reader=reader, company=company, title=title(reader, answer),
        headline=_headline(reader, answer), facts=_facts(reader, answer, person),
        figures=grids.figures(reader, answer), table=grids.table(reader, answer),
        definitions=_definitions(reader, answer),
    )  # fmt: skip


def _headline(reader: Reader, answer: Answer) -> str:
    """Give the headline: what the first figure is, and how it changed."""
    if not answer.figures or answer.question.kind == "booking":
        return ""
    head = answer.figures[0]
    text = f"{parts.capital(parts.name(reader, head.key))}: {parts.value(reader, head)}"
    found = parts.change(reader, head)
    return f"{text} ({found[0]} {found[1]})" if found else text


def _facts(reader: Reader, answer: Answer, person: Person) -> tuple[tuple[str, str], ...]:
    """List period, comparison, scope and filters, asker, level, rate, freshness."""
    language = reader.language
    whose = plain(say(language, "scope", answer.scope.rows)).strip(" ·")
    filters = " · ".join(parts.filters(reader, answer))
    level = f"{person.level}, {say(language, 'level', person.level)}"
    found = {
        "period": reader.period(answer.period),
        "compared": reader.period(answer.compared) if answer.compared else "",
        "scope": whose or say(language, "rows", "all"),
        "filters": filters,
        "asked_by": shown(person.name),
        "level": level,
        "rate": plain(parts.rate(reader, answer)),
        "fresh": reader.moment(answer.loaded_at, None) if answer.loaded_at else "",
        "computed": reader.moment(answer.computed_at, None) if answer.computed_at else "",
    }
    return tuple((say(language, "document", name), text) for name, text in found.items() if text)


def _definitions(reader: Reader, answer: Answer) -> tuple[tuple[str, str], ...]:
    """Explain every metric that is shown, and the metrics that those are made of."""
    shown_: dict[str, None] = {}
    for figure in (*answer.figures, *(f for row in answer.rows[:1] for f in row.figures)):
        shown_[figure.key] = None
        if figure.key in metrics():
            shown_ |= dict.fromkeys(metrics()[figure.key].formula.parts)
    return tuple(
        (parts.capital(metrics()[key].names[reader.language]),
         metrics()[key].explanations[reader.language])
        for key in shown_ if key in metrics()
    )  # fmt: skip
