"""The tables of an answer: its figures, and its breakdown or its bookings."""

from decimal import Decimal

from vocero.metrics.answer import Answer, BookingLine, Figure, Row
from vocero.metrics.catalogue import TIME, unit_of
from vocero.rendering import oddities, parts
from vocero.rendering.documents.grid import Cell, Grid
from vocero.rendering.reader import Reader
from vocero.rendering.sentences import say, texts


def figures(reader: Reader, answer: Answer) -> Grid | None:
    """Give every figure with what it was before; without anything before, only its value."""
    if not answer.figures:
        return None
    compared = any(figure.before is not None for figure in answer.figures)
    names = ("indicator", "value", "before", "change")[: 4 if compared else 2]
    rows = tuple(_figure(reader, figure)[: len(names)] for figure in answer.figures)
    return Grid(tuple(_column(reader, name) for name in names), rows)


def _figure(reader: Reader, figure: Figure) -> tuple[Cell, ...]:
    unit = unit_of(figure.key)
    found = parts.change(reader, figure)
    return (
        Cell(parts.capital(parts.name(reader, figure.key))), Cell(figure.value, unit),
        Cell(figure.before, unit), Cell(" ".join(found) if found else None),
    )  # fmt: skip


def table(reader: Reader, answer: Answer) -> Grid | None:
    """Give the breakdown, or the bookings, or None."""
    if answer.bookings:
        return _bookings(reader, answer.bookings)
    if answer.question.kind == "anomalies":
        return _oddities(reader, answer) if answer.oddities else None
    if not answer.rows:
        return _ahead(reader, answer) if answer.question.kind == "forecast" else None
    if answer.question.kind == "drivers":
        return _reasons(reader, answer)
    return _breakdown(reader, answer)


def _breakdown(reader: Reader, answer: Answer) -> Grid:
    dimension = answer.question.dimension or ("status" if answer.basis else "agent")
    if "dimension" in answer.facts:
        dimension = str(answer.facts["dimension"] or dimension)
    keys = [figure.key for figure in answer.rows[0].figures]
    shares = dimension not in TIME and any(row.share is not None for row in answer.rows)
    pairs = any(row.figures[0].before is not None for row in answer.rows)
    columns = [
        parts.capital(say(reader.language, "dimension", dimension)),
        *(parts.capital(parts.name(reader, key)) for key in keys),
        *([_column(reader, "share")] if shares else []),
        *([_column(reader, "before"), _column(reader, "change")] if pairs else []),
    ]
    rows = []
    for row in answer.rows:
        cells = [_label(reader, row, dimension),
                 *(Cell(f.value, unit_of(f.key)) for f in row.figures)]  # fmt: skip
        if shares:
            cells.append(Cell(row.share, "percent"))
        if pairs:
            found = parts.change(reader, row.figures[0])
            cells += [Cell(row.figures[0].before, unit_of(keys[0])),
                      Cell(" ".join(found) if found else None)]  # fmt: skip
        rows.append(tuple(cells))
    return Grid(tuple(columns), tuple(rows))


def _label(reader: Reader, row: Row, dimension: str) -> Cell:
    if dimension in {"day", "week"} and not isinstance(row.key, int | str) and row.key is not None:
        return Cell(row.key, "date")
    return Cell(parts.row_name(reader, row, dimension))


def _reasons(reader: Reader, answer: Answer) -> Grid:
    """Give what each member gave to the change, the others together last."""
    dimension, key = answer.question.dimension or "", answer.figures[0].key
    unit = unit_of(key)
    head, rest = answer.figures[0], answer.facts["rest"]
    whole = (head.value or Decimal(0)) - (head.before or Decimal(0))
    rows = []
    others = (rest,) if isinstance(rest, Row) and rest.figures[0].value else ()
    for row in (*answer.rows, *others):
        name = parts.row_name(reader, row, dimension)
        if row in others:
            name = say(reader.language, "chart", "others", count=row.name)
        given = row.figures[0].value or Decimal(0)
        rows.append((Cell(name), Cell(given, unit),
                     Cell(given / whole if whole else None, "percent")))  # fmt: skip
    columns = (parts.capital(say(reader.language, "dimension", dimension)),
               _column(reader, "given"), _column(reader, "of_change"))  # fmt: skip
    return Grid(columns, tuple(rows))


def _ahead(reader: Reader, answer: Answer) -> Grid | None:
    """Give each day (or week) to come with what is expected and its range."""
    if answer.outlook is None or not answer.outlook.ahead:
        return None
    unit, grain = unit_of(answer.figures[0].key), answer.outlook.grain
    columns = (parts.capital(say(reader.language, "dimension", grain)),
               *(_column(reader, name) for name in ("expected", "low", "high")))  # fmt: skip
    return Grid(columns, tuple(
        (Cell(a.start, "date"), Cell(a.value, unit), Cell(a.low, unit), Cell(a.high, unit))
        for a in answer.outlook.ahead
    ))  # fmt: skip


def _oddities(reader: Reader, answer: Answer) -> Grid:
    """Give each oddity with what would have been normal."""
    names = ("indicator", "from", "to", "value", "expected", "low_99", "high_99")
    rows = tuple(
        (Cell(oddities.title(reader, odd)), Cell(odd.start, "date"), Cell(odd.end, "date"),
         *(Cell(value, unit_of(odd.metric)) for value in
           (odd.actual, odd.expected, odd.low, odd.high)))
        for odd in answer.oddities
    )  # fmt: skip
    return Grid(tuple(_column(reader, name) for name in names), rows)


_BOOKING = ("ref", "status", "created", "confirmed", "cancelled", "travel", "product", "pax",
            "amount", "currency", "original_amount", "customer", "agent", "branch")  # fmt: skip


def _bookings(reader: Reader, bookings: tuple[BookingLine, ...]) -> Grid:
    """Give one row a booking; columns that the asker does not see are not there."""
    seen = [
        name for name in _BOOKING
        if name not in {"customer", "agent", "branch"}
        or any(getattr(line, name) for line in bookings)
    ]  # fmt: skip
    statuses = texts(reader.language)["booking_status"]
    rows = []
    for line in bookings:
        cells = {
            "ref": Cell(line.booking_ref), "status": Cell(statuses[line.status]),
            "created": Cell(line.created_on, "date"), "confirmed": Cell(line.confirmed_on, "date"),
            "cancelled": Cell(line.cancelled_on, "date"), "travel": Cell(line.travel_on, "date"),
            "product": Cell(line.product), "pax": Cell(Decimal(line.pax), "count"),
            "amount": Cell(line.amount, "money"), "currency": Cell(line.currency),
            "original_amount": Cell(line.original_amount, "number"),
            "customer": Cell(line.customer), "agent": Cell(line.agent),
            "branch": Cell(line.branch),
        }  # fmt: skip
        rows.append(tuple(cells[name] for name in seen))
    return Grid(tuple(_column(reader, f"booking_{name}") for name in seen), tuple(rows))


def _column(reader: Reader, name: str) -> str:
    return say(reader.language, "document", name)
