"""Sales, commissions, passengers, cancellations, occupancy, profitability and single figures."""

from vocero.metrics.answer import Answer
from vocero.metrics.catalogue import metrics
from vocero.reports.ask import Ask
from vocero.reports.families import FAMILIES


def answer(ask: Ask) -> Answer:
    """Show the family's figures (the named metric first), and its breakdown when asked for one."""
    keys = shown(ask)
    compared = ask.compared()
    if ask.question.dimension is None:
        return ask.answer(ask.figures(keys), compared=compared)
    rows = ask.rows(keys[:1], ask.question.dimension)
    return ask.answer(ask.figures(keys), compared=compared, rows=rows)


def shown(ask: Ask) -> list[str]:
    """List the family's metrics that this person may see, the named one first."""
    named = ask.question.metric
    keys = FAMILIES[ask.question.kind].keys
    if ask.question.kind == "figure" and named:
        keys = tuple(part for part in metrics()[named].formula.parts if part in metrics())
    allowed = [k for k in keys if k not in metrics() or ask.may(metrics()[k].capability)]
    if (
        named in {None, "passengers"}
        and ask.question.kind == "passengers"
        and (ask.period.start > ask.today)
    ):
        named = "travelling_passengers"
    return [named, *(k for k in allowed if k != named)] if named else allowed
