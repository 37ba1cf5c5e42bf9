"""Every level × every question: what is allowed is answered in scope, the rest reads nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from tests.conftest import Ask
from vocero.people.policy import LEVELS
from vocero.storage.engine import Database

Sql = Callable[..., list[tuple[object, ...]]]
# Which levels may ask, by intent; written by hand from the requirements.
MAY = {
    "ask_sales": {1, 2, 3, 4, 5, 6, 7, 8, 9},
    "ask_commissions": {1, 2, 3, 4, 5, 6, 7, 8, 9},
    "ask_bookings": {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
    "ask_passengers": {1, 2, 3, 4, 5, 6, 7, 8, 9},
    "ask_cancellations": {1, 2, 3, 4, 5, 6, 7, 8, 9, 10},
    "ask_kpi": {1, 2, 3, 4, 5, 6, 7, 8, 9},
    "ask_goal": {1, 2, 3, 4, 5, 6, 7, 8},
    "ask_ranking": {1, 2, 3, 4, 5, 6, 7, 8},
    "ask_comparison": {1, 2, 3, 4, 5, 6, 7, 8, 9},
    "ask_profitability": {1, 2, 3, 4, 6, 7},
    "ask_occupancy": {1, 2, 3, 4, 5, 7},
}
CELLS = [(intent, level) for intent in MAY for level in LEVELS]
SCOPE = {3: "tu región", 4: "tu sucursal", 5: "tu equipo", 8: "tus ventas", 9: "tu agencia",
         10: "tus reservas"}  # fmt: skip
REFUSED = "🔒"


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Collect the statements that the reader runs meanwhile."""
    seen: list[str] = []

    def note(_c: object, _u: object, statement: str, *_: object) -> None:
        seen.append(statement)

    sa.event.listen(database.reader, "before_cursor_execute", note)
    yield seen
    sa.event.remove(database.reader, "before_cursor_execute", note)


@pytest.mark.parametrize(("intent", "level"), CELLS)
def test_a_cell_is_answered_or_refused(
    ask: Ask, database: Database, intent: str, level: int
) -> None:
    """A refusal names what the person may ask instead, and runs no reporting query."""
    with counted(database) as statements:
        text = ask(level, "dame los datos de agosto", intent, period="agosto")
    if level in MAY[intent]:
        assert REFUSED not in text
        assert statements
        assert level not in SCOPE or SCOPE[level] in text or intent == "ask_occupancy"
    else:
        assert text.startswith(REFUSED)
        assert "Sí puedes preguntar por" in text
        assert "Lucía Ferrer" in text
        assert statements == []


@pytest.mark.parametrize(("intent", "level"), CELLS)
def test_a_typed_command_meets_the_same_check(ask: Ask, intent: str, level: int) -> None:
    """`/intent{…}` gets past the language model, and no further."""
    text = ask(level, f'/{intent}{{"period":"agosto"}}', intent)
    assert text.startswith(REFUSED) == (level not in MAY[intent])


METRICS = {
    "margin": {1, 2, 3, 4, 6, 7}, "cost": {1, 2, 3, 4, 6, 7}, "margin_rate": {1, 2, 3, 4, 6, 7},
    "commissions": {1, 2, 3, 4, 5, 6, 7, 8, 9}, "net_sales": {1, 2, 3, 4, 5, 6, 7, 8, 9},
    "occupancy": {1, 2, 3, 4, 5, 7}, "bookings_created": set(LEVELS),
    "cancellation_rate": set(LEVELS), "goal_progress": {1, 2, 3, 4, 5, 6, 7, 8},
}  # fmt: skip
DOORS = ["ask_sales", "ask_kpi", "ask_comparison", "ask_ranking", "ask_profitability"]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("intent", DOORS)
def test_a_metric_asked_through_another_family_is_checked(
    ask: Ask, intent: str, metric: str, level: int
) -> None:
    """ "Ventas con margen" shows no margin to those who may not see it, by any way in."""
    text = ask(level, "margen de agosto", intent, metric=("margen", metric), period="agosto")
    if level not in METRICS[metric]:
        assert text.startswith(REFUSED)


@pytest.mark.parametrize("level", LEVELS)
def test_costs_never_reach_those_who_may_not_see_them(ask: Ask, level: int) -> None:
    """The KPI message has the margin for those who may, and not a word of it for the others."""
    text = ask(level, "KPI", "ask_kpi")
    assert ("Margen" in text) == (level in METRICS["margin"])


@pytest.mark.parametrize("level", [6, 7])
def test_accounting_and_audit_see_no_customer_s_name(ask: Ask, sql: Sql, level: int) -> None:
    """Rankings, breakdowns and single bookings show `Cliente N` instead."""
    names = {str(n) for (n,) in sql("select distinct customer from reporting.bookings")}
    texts = [
        ask(level, "top clientes de agosto", "ask_ranking",
            dimension=("clientes", "customer"), period="agosto"),
        ask(level, "ventas por cliente de agosto", "ask_sales",
            dimension=("cliente", "customer"), period="agosto"),
        ask(level, "KPI", "ask_kpi"),
        ask(level, "RES-2026-1001", "ask_bookings", booking_ref="RES-2026-1001"),
    ]  # fmt: skip
    assert all("Cliente " in text for text in texts)
    assert not any(name in text for text in texts for name in names)


def test_a_masked_name_cannot_be_probed(ask: Ask, sql: Sql) -> None:
    """To an accountant a customer's real name and an invented one are equally unknown."""
    ((real,),) = sql("select min(customer) from reporting.bookings where customer_id = 1")
    known = ask(6, f"ventas de {real} este mes", "ask_sales", member=str(real), period="este mes")
    invented = ask(6, "ventas de Zoe Quux Wem este mes", "ask_sales", member="Zoe Quux Wem",
                   period="este mes")  # fmt: skip
    assert known.startswith("No encuentro")
    assert known.split("»")[1][:10] == invented.split("»")[1][:10]


def test_another_branch_and_an_invented_one_get_one_sentence(ask: Ask) -> None:
    """Nothing tells a branch director whether the other branch exists."""
    texts = [
        ask(4, f"ventas de {name} de ayer", "ask_sales", member=name, period="ayer")
        for name in ("Monterrey", "Monterrez")
    ]
    first, second = (text.split("»")[1] for text in texts)
    assert first == second
    assert all(text.startswith("No encuentro") for text in texts)


def test_a_booking_outside_the_scope_is_as_if_it_did_not_exist(ask: Ask, sql: Sql) -> None:
    """The same sentence for another's reference and for one that nobody has."""
    ((other,),) = sql("select min(booking_ref) from reporting.bookings where branch_id = 5")
    real = ask(4, str(other), "ask_bookings", booking_ref=str(other))
    invented = ask(4, "RES-1999-1", "ask_bookings", booking_ref="RES-1999-1")
    assert real.replace(str(other), "X") == invented.replace("RES-1999-1", "X")


def test_a_vip_client_never_reads_who_sold(ask: Ask, sql: Sql) -> None:
    """Neither in a booking nor as a breakdown."""
    ((ref,),) = sql("select min(booking_ref) from reporting.bookings "
                    "where customer_id = 1 and agent_id is not null")  # fmt: skip
    assert "Vendió" not in ask(10, str(ref), "ask_bookings", booking_ref=str(ref))
    assert "Vendió" in ask(2, str(ref), "ask_bookings", booking_ref=str(ref))
    text = ask(10, "reservas por agente de agosto", "ask_bookings",
               dimension=("agente", "agent"), period="agosto")  # fmt: skip
    assert text == "No puedo dar reservas por agente."


def test_own_position_names_nobody_else(ask: Ask, sql: Sql) -> None:
    """A ranking is one's own place: no colleague's name, and one's own figure only."""
    text = ask(8, "top 10 de agosto", "ask_ranking", count="10", period="agosto")
    assert text.startswith("🏆 *Tu lugar: ")
    others = sql("select distinct agent from reporting.bookings where agent is not null "
                 "union select distinct partner from reporting.bookings "
                 "where partner is not null")  # fmt: skip
    assert not any(str(name) in text for (name,) in others)


def test_people_who_left_are_nobody_at_once(ask: Ask, database: Database) -> None:
    """An inactive person gets the fixed text with the very next message."""
    phone = "+525555020050"
    assert "no incluye" not in ask(phone, "hola", "greet")
    with database.owner.begin() as connection:
        connection.execute(
            sa.text("update vocero.people set active = false where phone = :p"), {"p": phone}
        )
    try:
        text = ask(phone, "KPI", "ask_kpi")
    finally:
        with database.owner.begin() as connection:
            connection.execute(
                sa.text("update vocero.people set active = true where phone = :p"), {"p": phone}
            )
    assert text == ask("+19995550100", "hola", "greet")
    assert "not registered" in text


@pytest.mark.parametrize("spelling", ["+5491155550103", "+541155550103", "+5219985550102"])
def test_both_written_forms_are_the_same_person(ask: Ask, spelling: str) -> None:
    """A number from abroad is known in each way WhatsApp writes it."""
    assert "no registrado" not in ask(spelling, "hola", "greet")
    assert "👋" in ask(spelling, "hola", "greet")


def test_every_decision_is_in_the_audit_log(ask: Ask, sql: Sql) -> None:
    """Person, level, capability, scope and outcome are kept, and nothing that was said."""
    ask(5, "rentabilidad de agosto", "ask_profitability", period="agosto")
    ask(4, "ventas de agosto", "ask_sales", period="agosto")
    rows = sql("select level, capability, scope, outcome, audit::text from vocero.audit audit "
               "order by audit_id desc limit 2")  # fmt: skip
    assert rows[0][:4] == (4, "sales", "branch:1", "answered")
    assert rows[1][:2] == (5, "profitability")
    assert rows[1][3] == "refused"
    assert not any("agosto" in str(row[4]) for row in rows)
