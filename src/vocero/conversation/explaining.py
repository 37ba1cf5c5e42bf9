"""How a figure is defined, with this month's as the example, worked through."""

from decimal import Decimal

from vocero.conversation.turn import Turn
from vocero.conversation.window import window
from vocero.metrics import figures, goals
from vocero.metrics.catalogue import Metric, metrics, unit_of
from vocero.metrics.figures import Slice
from vocero.people.person import Scope, scope
from vocero.rendering import parts
from vocero.rendering.sentences import join, say
from vocero.reports.families import FAMILIES
from vocero.words.periods import Period, resolve

_SIGNS = {"difference": " − ", "ratio": " ÷ ", "goal": " ÷ "}


def explain(turn: Turn) -> str:
    """Explain a figure from the catalogue, with this month's value within the scope."""
    language = turn.reader.language
    metric = _meant(turn)
    if metric is None:
        names = [m.names[language] for m in metrics().values() if turn.person.may(m.capability)]
        return say(language, "explain", "which", names=join(language, names))
    lines = [say(language, "explain", "metric", name=parts.capital(metric.names[language]),
                 text=metric.explanations[language])]  # fmt: skip
    signed = _formula(turn, metric)
    if signed:
        lines.append(say(language, "explain", "formula", formula=signed))
    if turn.person.may(metric.capability):
        lines += _example(turn, metric)
    return "\n".join(lines)


def _meant(turn: Turn) -> Metric | None:
    """Give the metric that was named, else the headline of the last question."""
    named = next((e.value for e in turn.said.all("metric") if e.value in metrics()), None)
    last = turn.memory.question
    if named is None and last is not None:
        named = last.metric or next(iter(FAMILIES[last.kind].keys), None)
    return metrics().get(named) if named else None


def _formula(turn: Turn, metric: Metric) -> str:
    """Give the formula in words: "ventas brutas ÷ número de ventas"."""
    if metric.formula.kind == "measure":
        return ""
    names = [parts.name(turn.reader, key) for key in _parts(metric)]
    return _SIGNS[metric.formula.kind].join(names)


def _parts(metric: Metric) -> tuple[str, ...]:
    return ("gross_sales", "target") if metric.formula.kind == "goal" else metric.formula.parts


def _example(turn: Turn, metric: Metric) -> list[str]:
    """Work this month's figure through, part by part; [] when it cannot be worked out."""
    seen = scope(turn.person, metric.capability)
    words = "próximos 30 días" if metric.lean == "future" else "este mes"
    period = resolve(words, turn.today, metric.lean)
    if period is None:
        return []
    turn.capability, turn.scope = metric.capability, str(seen)
    found, value = _worked_out(turn, metric, seen, period)
    reader = turn.reader
    result = (say(reader.language, "answer", "no_data") if value is None
              else reader.value(metric.unit, value))  # fmt: skip
    if metric.formula.kind == "measure":
        working = result
    else:
        shown = [reader.value(unit_of(key), part or Decimal(0)) for key, part in found.items()]
        working = f"{_SIGNS[metric.formula.kind].join(shown)} = *{result}*"
    return [say(reader.language, "explain", "value", period=reader.period(period), value=working)]


def _worked_out(
    turn: Turn, metric: Metric, seen: Scope, period: Period
) -> tuple[dict[str, Decimal | None], Decimal | None]:
    """Give the values of the parts, and of the whole; None where there is no data."""
    with window(turn, seen) as data:
        part = Slice(period.start, period.end, turn.today, rolled=data.fresh.rolled)
        connection = data.connection
        if metric.formula.kind != "goal":
            keys = [*metric.formula.parts, metric.key]
            found = figures.totals(connection, seen, keys, part)
            return {key: found[key] for key in metric.formula.parts}, found[metric.key]
        sold = figures.totals(connection, seen, ["gross_sales"], part)["gross_sales"]
        target = goals.target(connection, seen, *goals.whole(period.start, "month"))
        progress = sold / target if sold is not None and target else None
        return {"gross_sales": sold, "target": target}, progress
