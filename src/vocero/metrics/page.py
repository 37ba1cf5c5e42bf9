"""The printed metric catalogue: made from the catalogue, so that it cannot say anything else."""

from vocero.metrics.catalogue import Metric, metrics

_HEAD = """# The metric catalogue

Printed from `src/vocero/metrics/catalogue.toml` by `vocero metrics`; a test holds this page to it.
A division by zero is "no data", never 0 %.

"""


def markdown() -> str:
    """Give the whole page."""
    return _HEAD + "\n".join(_entry(metric) for metric in metrics().values())


def _entry(metric: Metric) -> str:
    sign = {"difference": " − ", "ratio": " ÷ "}.get(metric.formula.kind, "")
    formula = sign.join(metric.formula.parts) if sign else metric.formula.kind
    return (
        f"## `{metric.key}`\n\n"
        f"- es: **{metric.names['es']}**. {metric.explanations['es']}\n"
        f"- en: **{metric.names['en']}**. {metric.explanations['en']}\n"
        f"- formula: {formula}; unit: {metric.unit}; needs: {metric.capability}\n"
        f"- by: {', '.join(metric.dimensions)}\n"
    )
