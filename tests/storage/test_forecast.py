"""Forecasts over the demo company: what they are made from, that parts add up, who may see what."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
import sqlalchemy as sa

from tests.conftest import NOW, TODAY
from tests.conftest import Ask as Say
from vocero.conversation.said import Reply
from vocero.errors import (
    ImpossibleError,
    NoForecastError,
    NoHistoryError,
    PastError,
    TooFarError,
)
from vocero.forecasting.model import ENGINE, seen
from vocero.metrics import pace
from vocero.metrics.answer import Answer, Outlook
from vocero.people.person import Scope
from vocero.rendering.answers import message
from vocero.rendering.reader import reader
from vocero.reports import desk, modelling
from vocero.reports.ask import Ask
from vocero.scheduler.foreseeing import foresee
from vocero.storage.engine import Database
from vocero.storage.models import ModelShelf
from vocero.words.names import Member
from vocero.words.periods import Period
from vocero.words.question import Question

Sql = Callable[..., list[sa.Row[tuple[object, ...]]]]
DAY = dt.timedelta(days=1)
YESTERDAY = TODAY - DAY
NEXT_30 = Period(TODAY + DAY, TODAY + 30 * DAY)
MONTH = Period(dt.date(2026, 9, 1), dt.date(2026, 9, 16), "month", to_date=True)
CANCUN = Member("branch", 1, "Cancún")


def asking(
    database: Database, question: Question, connection: sa.Connection, scope: Scope | None = None,
    models: ModelShelf | None = None,
) -> Ask:  # fmt: skip
    """Ask as somebody of level 2 would, on the frozen day."""
    return Ask(connection, 2, scope or Scope("all"), question, NOW, "America/Mexico_City", NOW,
               version=7, models=models, country="MX")  # fmt: skip


def forecast(database: Database, question: Question, scope: Scope | None = None) -> Answer:
    """Answer a question about what will happen."""
    with database.reading((scope or Scope("all")).fence) as connection:
        return desk.answer(asking(database, question, connection, scope))


def outlook(answer: Answer) -> Outlook:
    """What stands behind a forecast."""
    assert answer.outlook is not None
    return answer.outlook


def expected(answer: Answer) -> Decimal:
    """The headline."""
    assert answer.figures[0].value is not None
    return answer.figures[0].value


@pytest.mark.parametrize("metric", ["gross_sales", "bookings_created", "cancellations"])
@pytest.mark.parametrize("dimension", ["branch", "product", "channel"])
def test_parts_add_up_to_the_whole(database: Database, metric: str, dimension: str) -> None:
    """A forecast by members is the forecast of the whole, to the cent, and no part is negative."""
    answer = forecast(database, Question("forecast", NEXT_30, metric=metric, dimension=dimension))
    parts = [row.figures[0].value or Decimal(0) for row in answer.rows]
    assert len(parts) > 3
    assert sum(parts, Decimal(0)) == expected(answer)
    assert min(parts) >= 0


def test_the_whole_is_the_same_split_or_not(database: Database) -> None:
    """To break a forecast down changes nothing about its total and its range."""
    question = Question("forecast", NEXT_30, metric="net_sales")
    alone, split = (forecast(database, replace(question, dimension=by)) for by in (None, "team"))
    assert (expected(alone), outlook(alone)) == (expected(split), outlook(split))


@pytest.mark.parametrize("unit", ["day", "week", "month"])
def test_stretches_of_time_add_up_to_the_whole(database: Database, unit: str) -> None:
    """A forecast by day, week or month is that of the period, but for cents of rounding."""
    answer = forecast(database, Question("forecast", NEXT_30, metric="gross_sales", dimension=unit))
    total = sum((row.figures[0].value or Decimal(0) for row in answer.rows), Decimal(0))
    assert abs(total - expected(answer)) <= Decimal("0.01") * len(answer.rows)


def test_what_is_over_is_counted_as_it_was(database: Database, sql: Sql) -> None:
    """Of a month that has begun, what has happened counts as SQL written apart counts it."""
    answer = forecast(database, Question("forecast", MONTH, metric="gross_sales"))
    ((sold,),) = sql(
        "select sum(amount) from reporting.bookings where confirmed_on between :first and :last",
        first=MONTH.start, last=TODAY,
    )  # fmt: skip
    assert outlook(answer).happened == sold
    assert answer.period == Period(dt.date(2026, 9, 1), dt.date(2026, 9, 30), "month")
    left = sum((point.value for point in outlook(answer).ahead), Decimal(0))
    assert 0 < expected(answer) - left < sold  # type: ignore[operator]
    assert outlook(answer).low >= sold  # type: ignore[operator]


def test_a_forecast_is_set_beside_last_year(database: Database, sql: Sql) -> None:
    """The same dates a year before are what they were, by SQL written apart."""
    answer = forecast(database, Question("forecast", NEXT_30, metric="sales_count"))
    ((before,),) = sql(
        "select count(*) from reporting.bookings where confirmed_on between :first and :last",
        first=dt.date(2025, 9, 17), last=dt.date(2025, 10, 16),
    )  # fmt: skip
    assert answer.figures[0].before == before


def test_it_lies_within_its_range_and_near_last_year(database: Database) -> None:
    """The total lies in its own range, which is narrower than half of it."""
    answer = forecast(database, Question("forecast", NEXT_30, metric="gross_sales"))
    found = outlook(answer)
    assert found.low < expected(answer) < found.high
    assert found.high - found.low < expected(answer) / 2
    assert answer.figures[0].before is not None
    assert abs(expected(answer) / answer.figures[0].before - 1) < Decimal("0.3")


def test_its_own_error_is_measured(database: Database) -> None:
    """On three years of a steady company, monthly totals were off by less than a fifth."""
    found = outlook(forecast(database, Question("forecast", NEXT_30, metric="bookings_created")))
    assert found.error is not None
    assert Decimal(0) < found.error < Decimal("0.2")
    assert (found.error_days, found.error_weeks) == (30, 12)


def test_a_branch_is_forecast_from_its_own_rows(database: Database, sql: Sql) -> None:
    """Within a scope the history is that of the scope's rows, and nobody else's."""
    scope = Scope("branch", owner_id=1)
    with database.reading(scope.fence) as connection:
        ask = asking(database, Question("forecast", NEXT_30), connection, scope)
        made = modelling.model(modelling.narrowed(ask, "gross_sales"), "gross_sales", NEXT_30.end)
    ((sold,),) = sql(
        "select sum(amount) from reporting.bookings where branch_id = 1 "
        "and confirmed_on between :first and :last", first=made.first, last=YESTERDAY,
    )  # fmt: skip
    assert made.happened(made.first, made.last) == pytest.approx(float(sold))  # type: ignore[arg-type]
    assert made.last == YESTERDAY


def test_a_short_history_is_said_to_be_one(database: Database, sql: Sql) -> None:
    """Of somebody who bought first a few weeks ago the forecast is a guess, and says so."""
    ((key,),) = sql(
        "select customer_id from reporting.bookings group by 1 "
        "having min(confirmed_on) between :first and :last order by 1 limit 1",
        first=TODAY - 40 * DAY, last=TODAY - 10 * DAY,
    )  # fmt: skip
    new = Member("customer", int(str(key)), "Nueva")
    answer = forecast(database, Question("forecast", NEXT_30, metric="gross_sales", members=(new,)))
    assert outlook(answer).short
    assert outlook(answer).error is None
    said = message(reader("es", "+525512345678", "America/Mexico_City", "MXN"), answer)
    assert "días de historia: tómalo como una primera idea" in said


def test_long_forecasts_are_told_by_the_week(database: Database) -> None:
    """Beyond ninety days the points are weeks, and they add up to the period."""
    year = Period(TODAY + DAY, TODAY + 365 * DAY)
    answer = forecast(database, Question("forecast", year, metric="gross_sales"))
    found = outlook(answer)
    assert found.grain == "week"
    total = sum((point.value for point in found.ahead), Decimal(0))
    assert abs(total - expected(answer)) < 1


@pytest.mark.parametrize(
    ("question", "fault"),
    [
        (Question("forecast", NEXT_30, metric="average_ticket"), NoForecastError),
        (Question("forecast", NEXT_30, metric="unpaid_commissions"), NoForecastError),
        (Question("forecast", NEXT_30, statuses=("pending",)), NoForecastError),
        (Question("forecast", Period(YESTERDAY, YESTERDAY, "day")), PastError),
        (Question("forecast", Period(TODAY + DAY, TODAY + 400 * DAY)), TooFarError),
        (Question("forecast", NEXT_30, dimension="customer"), ImpossibleError),
        (Question("forecast", NEXT_30, members=(Member("product", -1, "–"),)), NoHistoryError),
        (Question("forecast", NEXT_30, metric="refunds", dimension="status"), ImpossibleError),
    ],
    ids=["ratio", "stock", "status", "past", "too far", "customers", "no history", "by status"],
)
def test_what_cannot_be_forecast_is_refused(
    database: Database, question: Question, fault: type[Exception]
) -> None:
    """What adds up to nothing, is over, or lies beyond a year has an error of its own."""
    with pytest.raises(fault):
        forecast(database, question)


@pytest.fixture
def shelf(database: Database) -> ModelShelf:
    """An empty shelf of models."""
    with database.owner.begin() as connection:
        connection.execute(sa.text("truncate vocero.forecasts"))
    return ModelShelf(database, ENGINE)


def kept(database: Database, shelf: ModelShelf) -> Answer:
    """Forecast with a shelf."""
    question = Question("forecast", NEXT_30, metric="gross_sales", members=(CANCUN,))
    with database.reading(Scope("all").fence) as connection:
        return desk.answer(asking(database, question, connection, models=shelf))


def test_a_kept_model_answers_the_same(database: Database, shelf: ModelShelf) -> None:
    """What comes from the shelf is what was made, to the digit."""
    made = kept(database, shelf)
    assert (expected(kept(database, shelf)), outlook(kept(database, shelf))) == (
        expected(made), outlook(made),
    )  # fmt: skip


def test_a_kept_model_is_not_made_anew(database: Database, shelf: ModelShelf) -> None:
    """While the data is the same, the model on the shelf is not written again."""
    kept(database, shelf)
    written = made_at(database)
    kept(database, shelf)
    assert made_at(database) == written


def made_at(database: Database) -> object:
    """When the only model was made."""
    with database.owner.connect() as connection:
        return connection.execute(sa.text("select made_at from vocero.forecasts")).scalar_one()


@pytest.mark.parametrize(
    "damage",
    [
        "model = overlay(model placing '\\x00'::bytea from 200)",
        "model = ''::bytea",
        "seal = repeat('0', 64)",
        "engine = 'another'",
        "version = 1, seal = repeat('1', 64)",
        "spec = '{}', seen = 'x'",
    ],
)
def test_a_damaged_model_is_made_anew(
    database: Database, shelf: ModelShelf, damage: str
) -> None:
    """Bytes that changed, a seal that is none, another forecaster's model: none is trusted."""
    good = kept(database, shelf)
    with database.owner.begin() as connection:
        connection.execute(sa.text(f"update vocero.forecasts set {damage}"))
    written = made_at(database)
    assert expected(kept(database, shelf)) == expected(good)
    assert made_at(database) != written


def test_stale_models_are_refreshed_by_the_clock(database: Database, shelf: ModelShelf) -> None:
    """The scheduler makes what was asked for anew once the data is newer, and the usual ones."""
    kept(database, shelf)
    foresee(database)
    with database.owner.connect() as connection:
        rows = connection.execute(
            sa.text("select spec->>'metric', version from vocero.forecasts")
        ).all()
    assert sorted(str(row[0]) for row in rows) == ["gross_sales", "gross_sales", "net_sales"]
    assert len({row[1] for row in rows}) == 1
    assert {row[1] for row in rows} != {7}


def test_yesterday_s_models_are_stale(database: Database, shelf: ModelShelf) -> None:
    """A model from before midnight looks back on one day too few, whatever the data's version."""
    kept(database, shelf)
    with database.owner.connect() as connection:
        now = connection.execute(sa.text("select clock_timestamp()")).scalar_one()
    assert shelf.stale(7, now - DAY, 10) == []
    assert len(shelf.stale(7, now, 10)) == 1


def test_models_that_nobody_wants_are_thrown_away(database: Database, shelf: ModelShelf) -> None:
    """A model that nobody asked for in two weeks goes."""
    kept(database, shelf)
    with database.owner.begin() as connection:
        connection.execute(sa.text("update vocero.forecasts set wanted_at = now() - "
                                   "interval '15 days'"))  # fmt: skip
    assert shelf.stale(8, NOW, 10) == []
    with database.owner.connect() as connection:
        count = connection.execute(sa.text("select count(*) from vocero.forecasts")).scalar_one()
    assert count == 0


def test_new_bookings_ahead_make_a_new_model(database: Database, shelf: ModelShelf) -> None:
    """With the same past and one more passenger on the books, what was kept is not trusted."""
    with database.reading(Scope("all").fence) as connection:
        ask = asking(database, Question("forecast", NEXT_30), connection)
        past = modelling.past_of(ask, pace.METRIC, 90)
    books = np.zeros((past.n, 90)), np.zeros(90)
    more = books[0], np.ones(90)
    assert len({seen(past, books), seen(past, more), seen(past, None)}) == 3


def test_bookings_ahead_are_those_on_the_books(database: Database, sql: Sql) -> None:
    """What was booked k days before a day of travel equals SQL written apart."""
    day, ahead = dt.date(2026, 8, 14), 5
    with database.reading(Scope("all").fence) as connection:
        ask = asking(database, Question("forecast", NEXT_30), connection)
        booked = pace.booked(connection, ask.scope, ask.slice(Period(day, day)), 30)
    ((wanted,),) = sql(
        "select coalesce(sum(pax), 0) from reporting.bookings where travel_on = :day "
        "and created_on <= :seen and not (status = 'cancelled' and cancelled_on <= :seen)",
        day=day, seen=day - ahead * DAY,
    )  # fmt: skip
    assert booked[0, ahead - 1] == wanted


def test_travel_dates_are_forecast_with_what_is_booked(database: Database) -> None:
    """Passengers of the days to come are at least most of those booked, and it is said how many."""
    days = Period(TODAY + DAY, TODAY + 7 * DAY)
    answer = forecast(database, Question("forecast", days, metric="travelling_passengers"))
    booked = outlook(answer).booked
    assert booked is not None
    assert booked * Decimal("0.9") <= expected(answer) <= booked * 3


def test_the_error_of_travel_dates_falls_with_pace(database: Database) -> None:
    """With what is booked, next week's forecasts of past days err less than those without."""
    with database.reading(Scope("all").fence) as connection:
        ask = asking(database, Question("forecast", NEXT_30), connection)
        made = modelling.model(ask, pace.METRIC, NEXT_30.end)
        alone = modelling.Model.of(modelling.past_of(ask, pace.METRIC, 90))
    with_pace, without = (
        abs(m.prediction.errors.forecast - m.prediction.errors.actual)[5:, :3].mean()
        for m in (made, alone)
    )
    assert with_pace < 0.7 * without


def test_amounts_of_a_forecast_are_converted_together(database: Database) -> None:
    """In dollars the total, its range, its days and what is over are all in dollars."""
    question = Question("forecast", MONTH, metric="gross_sales")
    pesos, dollars = (forecast(database, replace(question, currency=c)) for c in (None, "USD"))
    assert dollars.rate is not None
    one = dollars.rate.value
    assert expected(dollars) == expected(pesos) / one
    assert outlook(dollars).low == outlook(pesos).low / one
    assert outlook(dollars).ahead[0].value == outlook(pesos).ahead[0].value / one
    assert outlook(dollars).happened == (outlook(pesos).happened or 0) / one


def test_a_director_is_told_all_of_it(ask: Say) -> None:
    """The answer has a total, a range, last year, the best day, its error and what it is from."""
    text = ask(2, "predicción 30 días", "ask_forecast", horizon="30 días")
    for part in ("🔮 *Ventas netas, esperado: $", "17 de sep – 16 de oct 2026",
                 "8 de cada 10 veces", "vs 17 de sep – 16 de oct 2025",
                 "Mejor día: ", "en las últimas 12 semanas",
                 "días de historia"):  # fmt: skip
        assert part in text


def test_a_bare_number_is_days_ahead(ask: Say) -> None:
    """PREDICCION 7 is the next seven days."""
    assert "17–23 de sep de 2026" in ask(2, "PREDICCION 7", "ask_forecast", horizon="7")


def test_a_month_that_has_begun_is_forecast_whole(ask: Say) -> None:
    """ "Con cuánto vamos a cerrar el mes" is all of September, with what is sold already."""
    text = ask(4, "con cuánto vamos a cerrar el mes", "ask_forecast", period="el mes")
    assert "1–30 de sep de 2026 · tu sucursal" in text
    assert "• Ya van $" in text


def test_holidays_have_names_in_both_languages(ask: Say) -> None:
    """A holiday ahead is named in the asker's language."""
    said = {"es": "cuánto vamos a vender en diciembre", "en": "how much will we sell in December"}
    spanish = ask(2, said["es"], "ask_forecast", period="diciembre")
    english = ask(2, said["en"], "ask_forecast", period="December")
    assert "Festivos: 25 dic Navidad" in spanish
    assert "Holidays: Dec 25 Christmas" in english


@pytest.mark.parametrize("level", [8, 9, 10])
def test_levels_without_forecasts_are_refused(ask: Say, level: int) -> None:
    """Agents, partners and clients get no forecast, and are told what they may ask."""
    assert ask(level, "predicción", "ask_forecast").startswith("🔒")


def test_a_supervisor_gets_no_forecast_of_margins(ask: Say) -> None:
    """A figure that a level does not see is not forecast for it either."""
    text = ask(5, "predicción de margen", "ask_forecast", metric=("margen", "margin"))
    assert text.startswith("🔒")


def test_a_fan_comes_along_by_itself(reply: Callable[..., Reply]) -> None:
    """On a channel that shows pictures the fan comes without being asked for."""
    found = reply(2, "predicción 15 días", "ask_forecast", horizon="15 días")
    assert found.media is not None
    assert found.media.picture


def test_a_forecast_can_be_followed_up(ask: Say) -> None:
    """ "Por sucursal" and "en dólares" change a part of the last forecast."""
    ask(2, "predicción 30 días", "ask_forecast", horizon="30 días")
    assert "*Por sucursal:*" in ask(2, "por sucursal", "refine", dimension=("sucursal", "branch"))
    assert "USD" in ask(2, "en dólares", "refine", currency=("dólares", "USD"))


def test_a_past_period_after_a_forecast_is_what_was(ask: Say) -> None:
    """ "¿Y ayer?" after a forecast is yesterday's sales, not a refusal."""
    ask(2, "predicción 30 días", "ask_forecast", horizon="30 días")
    text = ask(2, "¿y ayer?", "refine", period="ayer")
    assert "mar 15 sep 2026" in text
    assert "💰" in text


def test_a_goal_says_how_likely_it_is(ask: Say) -> None:
    """Whoever may see forecasts is told where the month will close, and how likely that is."""
    assert "Probabilidad de llegar: *" in ask(2, "¿llegamos a la meta?", "ask_goal")


def test_a_goal_of_an_agent_has_no_forecast(ask: Say) -> None:
    """A level without forecasts gets its progress and pace alone."""
    text = ask(8, "¿llego a la meta?", "ask_goal")
    assert "Ritmo necesario" in text
    assert "Probabilidad" not in text
