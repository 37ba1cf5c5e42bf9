"""Every report as prose, in both languages: the texts that people get, held word for word.

After a wanted change: `python -m pytest tests/storage/test_golden_texts.py --golden`, then read the
difference as a person would.
"""

from pathlib import Path

import pytest

from tests.conftest import NOW
from vocero.people.person import Scope
from vocero.rendering import answers
from vocero.rendering.reader import reader
from vocero.reports import desk
from vocero.reports.ask import Ask
from vocero.storage.engine import Database
from vocero.words.names import Member
from vocero.words.periods import Period, resolve
from vocero.words.question import Question

HERE = Path(__file__).parent / "golden"
READERS = {"es": reader("es", "+525512345678", "America/Mexico_City", "MXN"),
           "en": reader("en", "+12025550102", "America/Mexico_City", "MXN")}  # fmt: skip
TULUM = Member("destination", "Tulum", "Tulum")
WEB = Member("channel", "web", "web")


def during(words: str) -> Period:
    """The period of some words."""
    found = resolve(words, NOW.date())
    assert found is not None
    return found


AUGUST, MONTH, AHEAD = during("agosto"), during("este mes"), during("próximos 7 días")
ASKED = {
    "sales of a month": Question("sales", AUGUST),
    "sales of today": Question("sales", during("hoy")),
    "sales by branch": Question("sales", AUGUST, dimension="branch"),
    "sales by week": Question("sales", AUGUST, dimension="week"),
    "sales without one channel": Question("sales", AUGUST, excluded=(WEB,)),
    "sales in dollars": Question("sales", AUGUST, currency="USD"),
    "sales of nothing": Question("sales", during("1999")),
    "commissions": Question("commissions", AUGUST),
    "bookings": Question("bookings", AUGUST),
    "bookings ahead": Question("bookings", AHEAD, members=(TULUM,)),
    "key indicators": Question("kpi", MONTH),
    "passengers": Question("passengers", AUGUST),
    "cancellations": Question("cancellations", AUGUST),
    "goal": Question("goal", MONTH, dimension="branch"),
    "ranking": Question("ranking", AUGUST, dimension="product", count=3),
    "worst": Question("ranking", AUGUST, metric="gross_sales", worst=True),
    "two periods": Question("comparison", AUGUST, other=during("julio"), dimension="region"),
    "two members": Question("comparison", AUGUST, rivals=(TULUM, WEB)),
    "occupancy": Question("occupancy", AHEAD, dimension="destination"),
    "profitability": Question("profitability", AUGUST, dimension="destination"),
    "conversion": Question("figure", AUGUST, metric="conversion_rate", dimension="channel"),
    "reasons": Question("drivers", AUGUST),
    "reasons of a share": Question("drivers", AUGUST, metric="cancellation_rate"),
}


@pytest.mark.parametrize("language", READERS)
@pytest.mark.parametrize("name", ASKED)
def test_a_report_reads_as_it_did(
    database: Database, name: str, language: str, request: pytest.FixtureRequest
) -> None:
    """The whole text, figures included, in the frozen demo company."""
    with database.reading({"rows": "all"}) as connection:
        answer = desk.answer(
            Ask(connection, 2, Scope("all"), ASKED[name], NOW, "America/Mexico_City", NOW)
        )
    text = answers.message(READERS[language], answer)
    file = HERE / language / f"{name.replace(' ', '_')}.txt"
    if request.config.getoption("--golden"):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text + "\n", "utf-8")
    assert text + "\n" == file.read_text("utf-8")
