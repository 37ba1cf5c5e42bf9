"""The reasons of a change as a waterfall: from the total before to the total now."""

from decimal import Decimal

from vocero.errors import NothingToDrawError
from vocero.metrics.answer import Answer, Figure, Row
from vocero.metrics.catalogue import unit_of
from vocero.rendering import parts
from vocero.rendering.charts.picture import Picture, Step, Waterfall
from vocero.rendering.reader import Reader
from vocero.rendering.sentences import say
from vocero.rendering.titles import plain, subtitle, title


def steps(reader: Reader, answer: Answer) -> Picture:
    """Word the waterfall; raises NothingToDrawError when nothing changed."""
    head = answer.figures[0]
    if not answer.rows or head.value is None or head.before is None or answer.compared is None:
        raise NothingToDrawError
    dimension = answer.question.dimension or ""
    at = head.before
    found = [
        Step(reader.period(answer.compared), 0.0, float(at),
             parts.rounded(reader, Figure(head.key, at)), "past")
    ]  # fmt: skip
    for row in (*answer.rows, *_rest(answer)):
        given = row.figures[0].value or Decimal(0)
        name = _name(reader, answer, row, dimension)
        tone = "up" if given > 0 else "down"
        text = reader.signed_rounded(unit_of(head.key), given)
        found.append(Step(name, float(at), float(at + given), text, tone))  # type: ignore[arg-type]
        at += given
    found.append(Step(reader.period(answer.period), 0.0, float(head.value),
                      parts.rounded(reader, head), "rest"))  # fmt: skip
    notes = [plain(line) for line in parts.fresh(reader, answer)]
    note = " · ".join([*notes, say(reader.language, "chart", "cut_totals")])
    return Picture(title(reader, answer), subtitle(reader, answer), Waterfall(tuple(found)), note)


def _rest(answer: Answer) -> tuple[Row, ...]:
    rest = answer.facts["rest"]
    return (rest,) if isinstance(rest, Row) and rest.figures[0].value else ()


def _name(reader: Reader, answer: Answer, row: Row, dimension: str) -> str:
    if row is answer.facts["rest"]:
        return say(reader.language, "chart", "others", count=row.name)
    return parts.row_name(reader, row, dimension)
