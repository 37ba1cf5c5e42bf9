"""The questions of the report benchmark: what people of several levels ask in a working week."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Asked:
    """A question as the language model hands it on: who asks, the words, the intent, the marks."""

    group: str
    level: int
    text: str
    intent: str
    marked: dict[str, str | tuple[str, str]] = field(default_factory=dict)


def _ask(group: str, intent: str, text: str, *levels: int, **marked: str | tuple[str, str]
         ) -> list[Asked]:  # fmt: skip
    return [Asked(group, level, text, intent, marked) for level in levels]


_BRANCH, _TOUR = ("por sucursal", "branch"), ("por tour", "product")
_CUSTOMERS = ("clientes", "customer")
ASKED = (
    *_ask("sales today", "ask_sales", "ventas de hoy", 2, 3, 4, 8, period="hoy"),
    *_ask("sales of a month", "ask_sales", "ventas de este mes", 2, 5, 9, period="este mes"),
    *_ask("sales of a month", "ask_sales", "ventas de agosto", 4, 6, 8, period="agosto"),
    *_ask("sales of a year", "ask_sales", "ventas de este año", 2, 3, 7, period="este año"),
    *_ask("sales of a year", "ask_sales", "ventas de 2025", 4, period="2025"),
    *_ask("by branch", "ask_sales", "ventas de agosto por sucursal", 1, 3, period="agosto",
          dimension=_BRANCH),
    *_ask("by branch", "ask_sales", "ventas de 2025 por sucursal", 2, period="2025",
          dimension=_BRANCH),
    *_ask("by tour", "ask_sales", "ventas de agosto por tour", 2, 4, 5, period="agosto",
          dimension=_TOUR),
    *_ask("by tour", "ask_sales", "ventas de este año por tour", 2, period="este año",
          dimension=_TOUR),
    *_ask("one member", "ask_sales", "ventas de Cancún de este mes", 2, period="este mes",
          member="Cancún"),
    *_ask("one member", "ask_sales", "ventas de Tulum en agosto", 3, period="agosto",
          member="Tulum"),
    *_ask("ranking", "ask_ranking", "top agentes de este mes", 2, 4, period="este mes"),
    *_ask("ranking", "ask_ranking", "mejores clientes de agosto", 2, 6, period="agosto",
          dimension=_CUSTOMERS),
    *_ask("ranking", "ask_ranking", "mi posición de este mes", 8, period="este mes"),
    *_ask("KPI", "ask_kpi", "KPI de este mes", 1, 2, 3, 4, 5, 8, period="este mes"),
    *_ask("KPI", "ask_kpi", "KPI de agosto", 2, 4, period="agosto"),
    *_ask("comparison", "ask_comparison", "compara agosto con julio", 2, 4,
          period=["agosto", "julio"]),  # type: ignore[arg-type]
    *_ask("occupancy", "ask_occupancy", "ocupación", 2, 4),
    *_ask("goal", "ask_goal", "cómo voy contra la meta", 2, 3, 4, 5),
    *_ask("commissions", "ask_commissions", "comisiones de agosto", 2, 4, 8, 9, period="agosto"),
    *_ask("bookings", "ask_bookings", "reservas de hoy", 2, 4, 8, period="hoy"),
    *_ask("bookings", "ask_bookings", "reservas de este mes", 2, 5, period="este mes"),
    *_ask("cancellations", "ask_cancellations", "cancelaciones de agosto", 2, 4, period="agosto"),
    *_ask("profitability", "ask_profitability", "rentabilidad de este mes", 2, 4,
          period="este mes"),
)  # fmt: skip
