"""Volume, mix and price: the effects that a change of sales consists of, exact to the cent.

With N sales at an average of P, and for each tour its share s of the sales and its own average p:
volume = (N₁ − N₀)·P₀, mix = N₁·Σ (s₁ − s₀)·p₀, price = Σ n₁·(p₁ − p₀). A tour that was not sold
before has no old price: what it brings beyond the old average is mix.
"""

from decimal import ROUND_HALF_EVEN, Decimal

from vocero.metrics import figures
from vocero.metrics.answer import Figure, Row
from vocero.metrics.catalogue import measures_of, metrics
from vocero.metrics.figures import Slice, Values
from vocero.reports.ask import Ask

_BY = "product"
_CENT = Decimal("0.01")
_KEYS = ["gross_sales", "sales_count"]


def effects(ask: Ask, metric: str, now: Slice, then: Slice) -> tuple[Row, ...]:
    """Give the effects behind a change of sales or margin, or () for figures that have none.

    A row's key names the effect, its figure what it gave, under the metric's key; deductions
    (refunds, commissions, cost) are effects of their own. They add up to the change.
    """
    formula = metrics()[metric].formula
    if formula.kind == "ratio" or "gross_sales" not in measures_of(metric):
        return ()
    sold = _volume_mix_price(_by_tour(ask, now), _by_tour(ask, then))
    if sold is None:
        return ()
    taken = [m for m in measures_of(metric) if m != "gross_sales"]
    if taken:
        after = figures.totals(ask.connection, ask.scope, taken, now)
        before = figures.totals(ask.connection, ask.scope, taken, then)
        sold |= {m: (before[m] or Decimal(0)) - (after[m] or Decimal(0)) for m in taken}
    return tuple(
        Row(effect, None, (Figure(metric, given),)) for effect, given in sold.items() if given
    )


def _by_tour(ask: Ask, part: Slice) -> dict[object, Values]:
    lines = figures.breakdown(ask.connection, ask.scope, _KEYS, part, _BY)
    return {line.key: line.values for line in lines}


def _volume_mix_price(
    now: dict[object, Values], then: dict[object, Values]
) -> dict[str, Decimal] | None:
    """Split the change of gross sales; None when nothing was sold on one side."""
    sales_now, count_now = (_sum(now, key) for key in _KEYS)
    sales_then, count_then = (_sum(then, key) for key in _KEYS)
    if not count_now or not count_then:
        return None
    average = sales_then / count_then
    volume = _cents((count_now - count_then) * average)
    at_old_prices = Decimal(0)
    for tour, values in now.items():
        old = then.get(tour)
        sold_before = old is not None and old["sales_count"]
        if old is not None and sold_before:
            price = (old["gross_sales"] or Decimal(0)) / (old["sales_count"] or Decimal(1))
            at_old_prices += (values["sales_count"] or Decimal(0)) * price
        else:
            at_old_prices += values["gross_sales"] or Decimal(0)
    mix = _cents(at_old_prices - count_now * average)
    price_effect = sales_now - sales_then - volume - mix
    return {"volume": volume, "price": price_effect, "mix": mix}


def _sum(lines: dict[object, Values], key: str) -> Decimal:
    return sum((values[key] or Decimal(0) for values in lines.values()), Decimal(0))


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_EVEN)
