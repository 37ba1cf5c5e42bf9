"""The parts that every message is built of: names of figures, changes, breakdown lines."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from vocero.metrics.answer import Answer, Figure, Row
from vocero.metrics.catalogue import TIME, metrics, unit_of
from vocero.rendering.reader import Reader, shown
from vocero.rendering.sentences import join, say, texts
from vocero.words.names import Member

EMOJI = {
    "sales": "💰", "commissions": "🤝", "bookings": "📒", "kpi": "📊", "passengers": "🧳",
    "cancellations": "❌", "goal": "🎯", "ranking": "🏆", "comparison": "⚖️", "occupancy": "🚌",
    "profitability": "📈", "figure": "🔢", "booking": "🎫", "drivers": "🔎",
    "forecast": "🔮", "anomalies": "🚨",
}  # fmt: skip
LINES = 10


def name(reader: Reader, key: str) -> str:
    """Give the name of a metric or measure in the reader's language."""
    if key in metrics():
        return metrics()[key].names[reader.language]
    return say(reader.language, "measure", key)


def capital(text: str) -> str:
    """Give the text with its first letter in upper case and the rest as it is."""
    return text[:1].upper() + text[1:]


def value(reader: Reader, figure: Figure) -> str:
    """Give a figure's value, or that there is no data."""
    if figure.value is None:
        return say(reader.language, "answer", "no_data")
    return reader.value(unit_of(figure.key), figure.value)


def rounded(reader: Reader, figure: Figure) -> str:
    """Give a figure's value as a picture writes it."""
    if figure.value is None:
        return say(reader.language, "answer", "no_data")
    return reader.rounded(unit_of(figure.key), figure.value)


def arrow(change: Decimal) -> str:
    """Show which way a number went."""
    return "▲" if change > 0 else "▼" if change < 0 else "＝"


def change(reader: Reader, figure: Figure) -> tuple[str, str] | None:
    """Give arrow and size of a change: percent, or points between two shares."""
    if figure.value is None or figure.before is None:
        return None
    if unit_of(figure.key) == "percent":
        difference = figure.value - figure.before
        points = say(reader.language, "answer", "points", value=reader.points(abs(difference)))
        return arrow(difference), points
    if figure.change is None:
        return None
    return arrow(figure.change), reader.percent(abs(figure.change))


def compared(reader: Reader, answer: Answer) -> list[str]:
    """Give the line that sets the headline, or the first figure that can be, beside the past."""
    if answer.compared is None:
        return []
    for position, figure in enumerate(answer.figures):
        found = change(reader, figure)
        if found is None:
            continue
        period = reader.period(answer.compared)
        if figure.cut:
            period += say(reader.language, "answer", "same_hour")
        before = reader.value(unit_of(figure.key), figure.before or Decimal(0))
        key = "change" if position == 0 else "change_of"
        return [say(reader.language, "answer", key, arrow=found[0], change=found[1],
                    period=period, before=before, metric=name(reader, figure.key))]  # fmt: skip
    return []


def when(reader: Reader, answer: Answer) -> str:
    """Give the line with the exact period, whose data it is, and what it was narrowed to."""
    members = "".join(f" · {detail}" for detail in filters(reader, answer))
    return say(reader.language, "answer", "when", period=reader.period(answer.period),
               scope=say(reader.language, "scope", answer.scope.rows), members=members)  # fmt: skip


def filters(reader: Reader, answer: Answer) -> list[str]:
    """Name what an answer was narrowed to, what it leaves out, and by which date it counts."""
    question, language = answer.question, reader.language
    details = [_labelled(reader, m) for m in question.members]
    if question.excluded:
        left_out = [_labelled(reader, m) for m in question.excluded]
        details.append(say(language, "scope", "without", names=join(language, left_out)))
    for statuses, key in ((question.statuses, "only_status"),
                          (question.excluded_statuses, "without_status")):  # fmt: skip
        if statuses:
            names = [say(language, "status", s) for s in statuses]
            details.append(say(language, "scope", key, names=join(language, names)))
    if answer.basis is not None:
        key = "travel_basis" if answer.basis == "travel_on" else "created_basis"
        details.append(say(language, "answer", key))
    return details


def rate(reader: Reader, answer: Answer) -> str:
    """Give the line with the exchange rate and its date; "" in the company's own currency."""
    if answer.rate is None:
        return ""
    worth = f"{reader.exact(answer.rate.value)} {reader.company_currency}"
    return say(reader.language, "answer", "rate", currency=answer.rate.currency, worth=worth,
               date=reader.day(answer.rate.rated_on))  # fmt: skip


def _labelled(reader: Reader, member: Member) -> str:
    """Name a member, and what it is where the name alone may be taken for somebody else's."""
    if member.dimension in {"customer", "partner"}:
        return with_kind(reader, member)
    return member_name(reader, member.dimension, member.name)


def with_kind(reader: Reader, member: Member) -> str:
    """Name a member and say what it is: "Tulum (destino)"."""
    text = member_name(reader, member.dimension, member.name)
    return f"{text} ({say(reader.language, 'dimension', member.dimension)})"


def member_name(reader: Reader, dimension: str, raw: str | None) -> str:
    """Give a member's name as it is shown; closed lists (status, channel) are translated."""
    if raw is None:
        what = say(reader.language, "dimension", dimension)
        return say(reader.language, "answer", "nobody", dimension=what)
    if dimension in {"channel", "status"} and raw in texts(reader.language)[dimension]:
        return say(reader.language, dimension, raw)
    return shown(raw)


def rivals(reader: Reader, answer: Answer) -> list[str]:
    """Name the members that a comparison puts side by side, in the order of its rows."""
    dimension = str(answer.facts["dimension"])
    return [with_kind(reader, rival) for rival in answer.question.rivals] or [
        member_name(reader, dimension, row.name) for row in answer.rows
    ]


def row_name(reader: Reader, row: Row, dimension: str) -> str:
    """Give a row's name: a member's, or the day, week or month that it stands for."""
    if dimension not in TIME:
        return member_name(reader, dimension, row.name)
    day = row.key
    if not isinstance(day, dt.date):
        return str(day)
    return reader.month(day) if dimension == "month" else reader.day(day)


def numbered(reader: Reader, answer: Answer, offset: int = 0) -> tuple[str, ...]:
    """Name the lines of a list that a number opens, from `offset` on; () when none is a list."""
    if answer.bookings and answer.question.kind == "bookings":
        return tuple(line.booking_ref for line in answer.bookings)
    if "dimension" in answer.facts or answer.question.kind == "booking":
        return ()
    dimension = answer.question.dimension or ("status" if answer.basis else "agent")
    page = answer.rows[offset : offset + LINES]
    if any(row.key is None for row in page):
        # A line that belongs to nobody cannot be opened; the numbers below it would not fit.
        page = page[: next(n for n, row in enumerate(page) if row.key is None)]
    return tuple(row_name(reader, row, dimension) for row in page)


def rows(reader: Reader, answer: Answer, offset: int = 0) -> list[str]:
    """Give up to ten lines of the breakdown, and how many more there are."""
    dimension = answer.question.dimension or ("status" if answer.basis else "agent")
    shown_value = value if answer.outlook is None else rounded
    page: Sequence[Row] = answer.rows[offset : offset + LINES]
    lines = []
    for number, row in enumerate(page, start=offset + 1):
        share = ""
        if row.share is not None and dimension not in TIME:
            share = say(reader.language, "answer", "share", share=reader.percent(row.share))
        found = change(reader, row.figures[0])
        if found is not None:
            share = say(reader.language, "answer", "share", share=f"{found[0]} {found[1]}")
        template = "row_plain" if row.key is None else "row"
        lines.append(say(reader.language, "answer", template, n=number, share=share,
                         name=row_name(reader, row, dimension),
                         value=shown_value(reader, row.figures[0])))  # fmt: skip
    left = len(answer.rows) - offset - len(page)
    if left > 0:
        lines.append(say(reader.language, "answer", "more", count=left))
    return lines


def fresh(reader: Reader, answer: Answer) -> list[str]:
    """Give the lines that say at which rate, how fresh the data is, and when it was worked out."""
    lines = [text] if (text := rate(reader, answer)) else []
    if answer.loaded_at is None or answer.today is None:
        return lines
    loaded = reader.moment(answer.loaded_at, answer.today)
    if answer.computed_at is None:
        return [*lines, say(reader.language, "answer", "fresh", when=loaded)]
    computed = reader.moment(answer.computed_at, answer.today)
    return [*lines, say(reader.language, "answer", "fresh_computed", when=loaded,
                        computed=computed)]  # fmt: skip
