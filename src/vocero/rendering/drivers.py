"""Why a figure changed, as a message: the effects, who gave most, and where else to look."""

from decimal import Decimal

from vocero.metrics.answer import Answer, Figure, Row
from vocero.metrics.catalogue import unit_of
from vocero.rendering import parts
from vocero.rendering.reader import Reader
from vocero.rendering.sentences import say


def reasons(reader: Reader, answer: Answer) -> list[str]:
    """Write the change, its effects, the members that gave most, the rest, and other dimensions."""
    language, head = reader.language, answer.figures[0]
    name = parts.capital(parts.name(reader, head.key))
    lines = [*_title(reader, answer, name), parts.when(reader, answer)]
    if answer.compared is not None and head.value is not None and head.before is not None:
        period = reader.period(answer.compared)
        if head.cut:
            period += say(language, "answer", "same_hour")
        lines.append(say(language, "drivers", "from_to", period=period,
                         before=parts.value(reader, Figure(head.key, head.before)),
                         value=parts.value(reader, head)))  # fmt: skip
    lines += _effects(reader, answer) + _members(reader, answer) + _elsewhere(reader, answer)
    return lines + parts.fresh(reader, answer)


def _title(reader: Reader, answer: Answer, name: str) -> list[str]:
    language, head = reader.language, answer.figures[0]
    if head.value is None or head.before is None:
        return [say(language, "drivers", "no_data", metric=name)]
    gap = head.value - head.before
    if not gap:
        return [say(language, "drivers", "same", metric=name)]
    size = reader.signed(unit_of(head.key), gap)
    found = parts.change(reader, head)
    if unit_of(head.key) == "percent" or found is None:
        return [say(language, "drivers", "title_plain", metric=name, gap=size)]
    return [say(language, "drivers", "title", metric=name, arrow=found[0], change=found[1],
                gap=size)]  # fmt: skip


def _effects(reader: Reader, answer: Answer) -> list[str]:
    effects = answer.facts["effects"]
    if not isinstance(effects, tuple) or not effects:
        return []
    unit = unit_of(answer.figures[0].key)
    given = " · ".join(
        f"{say(reader.language, 'effect', row.key)} {reader.signed(unit, _amount(row))}"
        for row in effects
    )
    return [say(reader.language, "drivers", "effects", given=given)]


def _members(reader: Reader, answer: Answer) -> list[str]:
    if not answer.rows:
        return []
    language, dimension = reader.language, answer.question.dimension or ""
    head = answer.figures[0]
    whole = (head.value or Decimal(0)) - (head.before or Decimal(0))
    unit = unit_of(head.key)
    what = say(language, "dimension", dimension)
    lines = [say(language, "drivers", "by", dimension=what)]
    for number, row in enumerate(answer.rows, start=1):
        share = ""
        if whole and _amount(row) / whole > 0:
            share = say(language, "drivers", "share", share=reader.percent(_amount(row) / whole))
        template = "row_plain" if row.key is None else "row"
        lines.append(say(language, "answer", template, n=number, share=share,
                         name=parts.row_name(reader, row, dimension),
                         value=reader.signed(unit, _amount(row))))  # fmt: skip
    rest = answer.facts["rest"]
    if isinstance(rest, Row) and _amount(rest):
        lines.append(say(language, "drivers", "rest", count=rest.name,
                         value=reader.signed(unit, _amount(rest))))  # fmt: skip
    return lines


def _elsewhere(reader: Reader, answer: Answer) -> list[str]:
    """Name who gave most in each other dimension, the largest three."""
    found = answer.facts["elsewhere"]
    if not isinstance(found, tuple) or not found:
        return []
    unit = unit_of(answer.figures[0].key)
    largest = sorted(found, key=lambda pair: -abs(_amount(pair[1])))[:3]
    given = " · ".join(
        f"{_called(reader, row, dimension)} {reader.signed(unit, _amount(row))}"
        for dimension, row in largest
    )
    return [say(reader.language, "drivers", "elsewhere", given=given)]


def _called(reader: Reader, row: Row, dimension: str) -> str:
    """Give a member's name with what it is, unless the name says so itself ("Equipo Norte")."""
    name = parts.row_name(reader, row, dimension)
    kind = say(reader.language, "dimension", dimension)
    return name if name.lower().startswith(kind) else f"{kind} {name}"


def _amount(row: Row) -> Decimal:
    return row.figures[0].value or Decimal(0)
