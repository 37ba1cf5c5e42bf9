"""Measure forecasts: `VOCERO_ENV=development .venv-app/bin/python -m bench.outlook`.

The demo company gets three more years before its own, so six in all, and its
roll-ups, as the scheduler builds them. Then each step is timed: the
history's SQL, the model (one thread), the whole answer with nothing kept, with the model on the
shelf, and with the answer kept by the process.
"""

import logging
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from bench.reports.__main__ import NOW
from vocero import telemetry
from vocero.conversation.answering import answer
from vocero.conversation.said import Entity, Said
from vocero.conversation.turn import Office
from vocero.forecasting.predicting import predict
from vocero.metrics.freshness import Loads
from vocero.people.identity import Identity
from vocero.people.person import Scope
from vocero.reports import modelling
from vocero.reports.ask import Ask
from vocero.reports.kept import KeptAnswers
from vocero.settings import Settings
from vocero.storage import embedded, migrate, rolling
from vocero.storage.demo import load as demo
from vocero.storage.engine import Database
from vocero.words.question import Question

HOME = Path("var/bench-outlook")
ROUNDS = 30
_DAYS = 1092
"""How much older the added years are: three years in whole weeks, so that weekdays stay."""
_OLDER = """
insert into tours.bookings
select 'OLD-' || booking_ref, created_at - :back, (created_on - :back)::date,
    (travel_on - :back)::date, status, confirmed_at - :back, (confirmed_on - :back)::date,
    (cancelled_on - :back)::date, pax, amount, cost, currency, original_amount, branch_id,
    region_id, team_id, agent_id, partner_id, customer_id, product_id, channel
from tours.bookings where booking_ref like 'RES-%';
insert into tours.refunds
select -refund_id - 1, 'OLD-' || booking_ref, (refunded_on - :back)::date, amount
from tours.refunds where booking_ref like 'RES-%';
insert into tours.commissions
select -commission_id - 1, 'OLD-' || booking_ref, (accrued_on - :back)::date,
    (paid_on - :back)::date, amount, agent_id, partner_id
from tours.commissions where booking_ref like 'RES-%'
"""


def prepared(settings: Settings) -> Database:
    """Start a company with six years of bookings; make it where it is not there."""
    embedded.start(settings.home)
    database = Database(settings)
    migrate.upgrade(database, settings, demo=True)
    with database.owner.begin() as connection:
        if demo.moment(connection) != NOW:
            demo.load(connection, NOW, settings.company_time_zone)
        old = sa.text("select count(*) from tours.bookings where booking_ref like 'OLD-%'")
        if not connection.execute(old).scalar_one():
            for statement in _OLDER.replace(":back", f"interval '{_DAYS} days'").split(";"):
                connection.execute(sa.text(statement))
        connection.execute(sa.text("truncate vocero.forecasts, vocero.conversations"))
    with database.writing() as connection:
        due = rolling.due(connection)
    if due:
        print(f"roll-ups: {rolling.build(database)}")
    with database.owner.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(sa.text("analyze"))
    return database


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Give p50 and p95 in milliseconds, after one round of warm-up."""
    work()
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - began))
    return statistics.median(took), sorted(took)[int(0.95 * len(took))]


class Asker:
    """Asks for the next ninety days, in three states of what is kept."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._kept = office

    def fresh(self) -> None:
        """Ask with nothing kept at all."""
        with self._office.database.owner.begin() as connection:
            connection.execute(sa.text("delete from vocero.forecasts"))
        self._ask(replace(self._office, answers=KeptAnswers()))

    def shelved(self) -> None:
        """Ask with the model on the shelf, and no answer kept."""
        self._ask(replace(self._office, answers=KeptAnswers()))

    def kept(self) -> None:
        """Ask what was asked before."""
        self._ask(self._kept)

    @staticmethod
    def _ask(office: Office) -> None:
        text = "predicción 90 días"
        said = Said(text, "ask_forecast", (Entity("horizon", "90 días", 11, 18),), door="shell")
        found = answer(office, Identity("+12025550102", "shell", "bench", ""), said).text
        assert "🔮" in found, found


def main() -> None:
    """Print the table."""
    os.sched_setaffinity(0, {0})
    telemetry.configure(logging.ERROR)
    settings = Settings(env="development", home=HOME, now=NOW, identity_secret="bench" * 8)
    database = prepared(settings)
    office = Office(settings, database)
    with database.writing() as connection:
        fresh = Loads().read(connection)
    assert fresh is not None
    scope = Scope("all")
    with database.reading(scope.fence) as connection:
        ask = Ask(connection, 2, scope, Question("forecast"), NOW, settings.company_time_zone,
                  fresh.loaded_at, fresh.rolled, country="MX")  # fmt: skip
        past = modelling.past_of(ask, "net_sales", 90)
        first = connection.execute(sa.text("select min(confirmed_on) from fence.bookings"))
        print(f"bookings since {first.scalar_one()}; {past.n} days are looked at, one core")
        sql = timed(lambda: modelling.past_of(ask, "net_sales", 90))
    asker = Asker(office)
    lines = {
        "the history's SQL": sql,
        "90 days with their ranges, from the history": timed(
            lambda: predict(past).quantiles((0.025, 0.1, 0.9, 0.975))
        ),
        "both: forecast from the database": timed(lambda: _both(database, ask)),
        "the whole answer, its own error measured, nothing kept": timed(asker.fresh),
        "the whole answer, model on the shelf": timed(asker.shelved),
        "the whole answer, kept by the process": timed(asker.kept),
    }
    print("| | p50 ms | p95 ms |\n| --- | --- | --- |")
    for name, (half, most) in lines.items():
        print(f"| {name} | {half:.0f} | {most:.0f} |")
    database.close()
    embedded.stop(HOME)


def _both(database: Database, ask: Ask) -> None:
    with database.reading(ask.scope.fence) as connection:
        past = modelling.past_of(replace(ask, connection=connection), "net_sales", 90)
    predict(past).quantiles((0.025, 0.1, 0.9, 0.975))


if __name__ == "__main__":
    main()
