"""An Answer becomes one message: headline, exact period, change, details, freshness.

Under 1,600 characters and without blank lines, because Rasa's channels send what stands after a
blank line as a message of its own.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from vocero.metrics.answer import Answer, Figure, Row
from vocero.metrics.catalogue import unit_of
from vocero.rendering import bookings, drivers, oddities, outlook, parts
from vocero.rendering.reader import Reader
from vocero.rendering.sentences import say
from vocero.rendering.titles import title

LIMIT = 1600


def message(reader: Reader, answer: Answer) -> str:
    """Write the whole answer."""
    lines = _FORMS.get(answer.question.kind, _standard)(reader.paying(answer.rate), answer)
    return fitting("\n".join(lines))


def heading(reader: Reader, answer: Answer) -> list[str]:
    """Give what stands above a file: what it is, and its exact period and scope."""
    if answer.question.kind == "booking":
        return [say(reader.language, "file", "heading", title=answer.question.booking_ref)]
    reader = reader.paying(answer.rate)
    return [say(reader.language, "file", "heading", title=title(reader, answer)),
            parts.when(reader, answer)]  # fmt: skip


def fitting(text: str) -> str:
    """Cut a message between lines so that it stays under the limit; its last line is kept."""
    lines = text.split("\n")
    while len("\n".join(lines)) > LIMIT and len(lines) > 2:
        del lines[-2]
    return "\n".join(lines)[:LIMIT]


def above(text: str, ending: str) -> str:
    """Put a message above an ending that must not be lost, cut between lines to fit with it."""
    if not ending:
        return text
    lines = text.split("\n")
    while len("\n".join([*lines, ending])) > LIMIT and len(lines) > 1:
        del lines[-1]
    return "\n".join([*lines, ending])


def _standard(reader: Reader, answer: Answer) -> list[str]:
    emoji = parts.EMOJI[answer.question.kind]
    headline = answer.figures[0]
    subject = parts.capital(parts.name(reader, headline.key))
    if answer.empty:
        return [say(reader.language, "answer", "nothing", emoji=emoji, subject=subject),
                parts.when(reader, answer), *parts.fresh(reader, answer)]  # fmt: skip
    lines = [
        say(reader.language, "answer", "title", emoji=emoji, subject=subject,
            value=parts.value(reader, headline)),
        parts.when(reader, answer),
        *parts.compared(reader, answer),
        *(_line(reader, figure) for figure in answer.figures[1:]),
    ]  # fmt: skip
    return lines + _breakdown(reader, answer) + parts.fresh(reader, answer)


def _line(reader: Reader, figure: Figure) -> str:
    return say(reader.language, "answer", "line", value=parts.value(reader, figure),
               name=parts.capital(parts.name(reader, figure.key)))  # fmt: skip


def _breakdown(reader: Reader, answer: Answer) -> list[str]:
    if not answer.rows:
        return []
    dimension = answer.question.dimension or "status"
    what = say(reader.language, "dimension", dimension)
    return [say(reader.language, "answer", "by", dimension=what), *parts.rows(reader, answer)]


def _kpi(reader: Reader, answer: Answer) -> list[str]:
    subject = say(reader.language, "subject", "kpi")
    lines = [f"{parts.EMOJI['kpi']} *{subject}*", parts.when(reader, answer)]
    for figure in answer.figures:
        found = parts.change(reader, figure)
        key = "line_change" if found else "line"
        arrow, size = found or ("", "")
        lines.append(say(reader.language, "answer", key, value=parts.value(reader, figure),
                         name=parts.capital(parts.name(reader, figure.key)),
                         arrow=arrow, change=size))  # fmt: skip
    top = answer.facts.get("top_customer")
    if isinstance(top, Row):
        name = parts.capital(say(reader.language, "measure", "top_customer"))
        lines.append(say(reader.language, "answer", "line", name=name,
                         value=f"{parts.row_name(reader, top, 'customer')}, "
                               f"{parts.value(reader, top.figures[0])}"))  # fmt: skip
    if answer.compared is not None:
        lines.append(f"↔ vs {reader.period(answer.compared)}")
    if answer.rows:
        what = say(reader.language, "dimension", answer.question.dimension)
        metric = parts.name(reader, "net_sales")
        lines.append(say(reader.language, "answer", "by_of", dimension=what, metric=metric))
        lines += parts.rows(reader, answer)
    return lines + parts.fresh(reader, answer)


def _goal(reader: Reader, answer: Answer) -> list[str]:
    emoji, language = parts.EMOJI["goal"], reader.language
    progress, sold, target, pace = answer.figures
    subject = parts.capital(parts.name(reader, "goal_progress"))
    if target.value is None:
        return [say(language, "goal", "none", emoji=emoji, subject=subject,
                    sold=parts.value(reader, sold)), parts.when(reader, answer)]  # fmt: skip
    lines = [
        say(language, "answer", "title", emoji=emoji, subject=subject,
            value=parts.value(reader, progress)),
        parts.when(reader, answer),
        say(language, "goal", "of", sold=parts.value(reader, sold),
            target=parts.value(reader, target)),
    ]  # fmt: skip
    if progress.value is not None and progress.value >= 1:
        lines.append(say(language, "goal", "reached"))
    elif pace.value is not None:
        lines.append(say(language, "goal", "pace", pace=parts.value(reader, pace),
                         days=answer.facts["days_left"],
                         ends=reader.day(answer.facts["ends"])))  # type: ignore[arg-type] # fmt: skip
    lines += outlook.closing(reader, answer)
    if answer.rows:
        what = say(language, "dimension", answer.question.dimension)
        lines.append(say(language, "answer", "by", dimension=what))
        for number, row in enumerate(answer.rows[: parts.LINES], start=1):
            lines.append(say(
                language, "goal", "row", n=number, progress=parts.value(reader, row.figures[0]),
                name=parts.row_name(reader, row, answer.question.dimension or ""),
                sold=parts.value(reader, row.figures[1]),
                target=parts.value(reader, row.figures[2]),
            ))  # fmt: skip
    return lines + parts.fresh(reader, answer)


def _ranking(reader: Reader, answer: Answer) -> list[str]:
    language = reader.language
    metric = parts.name(reader, answer.figures[0].key)
    if answer.position is not None or "of" not in answer.facts:
        return _position(reader, answer, metric)
    dimension = answer.question.dimension or "agent"
    if not answer.rows:
        return [say(language, "answer", "nothing", emoji=parts.EMOJI["ranking"],
                    subject=say(language, "subject", "ranking")),
                parts.when(reader, answer)]  # fmt: skip
    alone = len(answer.rows) == 1
    key = ("worst" if answer.question.worst else "best") + ("_one" if alone else "")
    kind = say(language, "dimension" if alone else "dimensions", dimension)
    title = say(language, "ranking", key, count=len(answer.rows), metric=metric,
                dimension=parts.capital(kind) if alone else kind)  # fmt: skip
    return [title, parts.when(reader, answer), *parts.rows(reader, answer),
            *parts.fresh(reader, answer)]  # fmt: skip


def _position(reader: Reader, answer: Answer, metric: str) -> list[str]:
    place = answer.position
    if place is None:
        return [say(reader.language, "ranking", "no_position"), parts.when(reader, answer)]
    where = ""
    if place.branch:
        where = say(reader.language, "ranking", "in_branch", branch=place.branch)
    return [
        say(reader.language, "ranking", "position", place=place.place,
            colleagues=place.colleagues, where=where),
        parts.when(reader, answer),
        say(reader.language, "ranking", "own", metric=metric,
            value=parts.value(reader, answer.figures[0])),
        *parts.compared(reader, answer),
        *parts.fresh(reader, answer),
    ]  # fmt: skip


def _comparison(reader: Reader, answer: Answer) -> list[str]:
    headline = answer.figures[0]
    title = say(reader.language, "comparison", "title",
                metric=parts.capital(parts.name(reader, headline.key)))  # fmt: skip
    if answer.compared is None:
        return [title, parts.when(reader, answer), *_members(reader, answer),
                *parts.fresh(reader, answer)]  # fmt: skip
    other = Figure(headline.key, headline.before)
    lines = [
        title,
        parts.when(reader, answer),
        say(reader.language, "comparison", "first", period=reader.period(answer.period),
            value=parts.value(reader, headline)),
        say(reader.language, "comparison", "second", period=reader.period(answer.compared),
            value=parts.value(reader, other)),
        *_difference(reader, headline),
    ]  # fmt: skip
    if answer.facts.get("unfinished") and answer.loaded_at is not None and answer.today:
        until = reader.moment(answer.loaded_at, answer.today)
        lines.append(say(reader.language, "comparison", "unfinished", until=until))
    if answer.period.days != answer.compared.days:
        lines.append(say(reader.language, "comparison", "uneven", first=answer.period.days,
                         second=answer.compared.days))  # fmt: skip
    for figure in answer.figures[1:]:
        found = parts.change(reader, figure)
        arrow, size = found or ("", "–")
        lines.append(say(reader.language, "answer", "line_change", arrow=arrow, change=size,
                         value=f"{parts.value(reader, figure)} vs "
                               f"{parts.value(reader, Figure(figure.key, figure.before))}",
                         name=parts.capital(parts.name(reader, figure.key))))  # fmt: skip
    return lines + _breakdown(reader, answer) + parts.fresh(reader, answer)


def _difference(reader: Reader, figure: Figure) -> list[str]:
    found = parts.change(reader, figure)
    if found is None or figure.value is None or figure.before is None:
        return []
    if unit_of(figure.key) == "percent":
        return [" ".join(found)]
    gap = reader.value(unit_of(figure.key), abs(figure.value - figure.before))
    return [say(reader.language, "comparison", "difference", arrow=found[0], difference=gap,
                change=found[1])]  # fmt: skip


def _members(reader: Reader, answer: Answer) -> list[str]:
    """Give each member its headline; with two, the difference between them too."""
    names = parts.rivals(reader, answer)
    lines = [
        say(reader.language, "answer", "row", n=number, share="", name=name,
            value=parts.value(reader, row.figures[0]))
        for number, (name, row) in enumerate(zip(names, answer.rows, strict=True), start=1)
    ]  # fmt: skip
    if len(answer.rows) == 2:
        first, second = (row.figures[0] for row in answer.rows)
        lines += _difference(reader, Figure(first.key, first.value, second.value))
    return lines


_FORMS: Mapping[str, Callable[[Reader, Answer], list[str]]] = MappingProxyType({
    "kpi": _kpi, "goal": _goal, "ranking": _ranking, "comparison": _comparison,
    "bookings": bookings.counted, "booking": bookings.one, "drivers": drivers.reasons,
    "forecast": outlook.foreseen, "anomalies": oddities.unusual,
})  # fmt: skip
