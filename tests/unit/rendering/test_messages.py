"""Whatever an Answer holds, its message fits a phone and leaves no placeholder behind."""

import datetime as dt
import re
from decimal import Decimal
from string import Formatter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vocero.metrics.answer import (
    Ahead,
    Answer,
    BookingLine,
    Figure,
    Oddity,
    Outlook,
    Position,
    Rate,
    Row,
)
from vocero.metrics.catalogue import DIMENSIONS, TIME
from vocero.people.person import Scope
from vocero.rendering.answers import LIMIT, message
from vocero.rendering.reader import reader
from vocero.rendering.sentences import texts
from vocero.reports.families import FAMILIES
from vocero.words.names import Member
from vocero.words.periods import Period
from vocero.words.question import Question

READERS = [reader("es", "+525512345678", "America/Mexico_City", "MXN"),
           reader("en", "+12025550104", "America/New_York", "MXN")]  # fmt: skip
PERIOD = Period(dt.date(2026, 9, 1), dt.date(2026, 9, 16), "month", to_date=True)
NOW = dt.datetime(2026, 9, 16, 16, 45, tzinfo=dt.UTC)
BEFORE = Period(dt.date(2026, 8, 1), dt.date(2026, 8, 16))
FIELDS = {
    name
    for section in texts("es").values()
    for template in section.values()
    for _, name, _, _ in Formatter().parse(template)
    if name
}
PLACEHOLDERS = re.compile(r"\{(" + "|".join(sorted(FIELDS)) + r")\}")
numbers = st.none() | st.decimals("-1e12", "1e12", places=2)
hostile = st.text(max_size=80) | st.sampled_from(["*_~`", "\u202eevil", "a\nb", "=1+1", "{x}"])


def figures(kind: str, draw: Any) -> tuple[Figure, ...]:
    """The figures that a family's report really gives, with any values."""
    keys = {"bookings": ("bookings_created", "booked_pax", "booked_amount"),
            "goal": ("goal_progress", "gross_sales", "target", "pace_needed"),
            "comparison": ("net_sales", "sales_count"), "booking": (),
            "figure": ("conversion_rate",), "drivers": ("net_sales",), "anomalies": (),
            }.get(kind, FAMILIES[kind].keys)  # fmt: skip
    return tuple(Figure(key, draw(numbers), draw(numbers)) for key in keys)


def outlooks(draw: Any) -> Outlook:
    """What may stand behind any forecast, of a day or of a year."""
    day, grain = dt.date(2026, 9, 17), draw(st.sampled_from(["day", "week"]))
    some = numbers.filter(lambda value: value is not None)
    ahead = tuple(
        Ahead(day + dt.timedelta(days=n), draw(some), draw(some), draw(some))
        for n in range(draw(st.integers(0, 9)))
    )
    holidays = ((day, draw(hostile), draw(hostile)),) * draw(st.integers(0, 9))
    return Outlook(
        draw(some), draw(some), grain, ahead, ((dt.date(2026, 9, 15), draw(some)),),
        dt.date(2026, 9, 15) - dt.timedelta(days=draw(st.integers(0, 1100))),
        dt.date(2026, 9, 15), draw(numbers), draw(st.none() | st.just(Decimal("0.04"))), 7, 12,
        holidays, draw(numbers), draw(numbers), draw(numbers),
        draw(st.none() | st.just(Decimal(1))),
    )  # fmt: skip


def oddities(draw: Any) -> tuple[Oddity, ...]:
    """Any oddities, with hostile names."""
    one = st.builds(
        Oddity, st.sampled_from(["net_sales", "cancellations"]),
        st.none() | st.builds(Member, st.just("branch"), st.just(1), hostile),
        st.just(dt.date(2026, 9, 2)), st.just(dt.date(2026, 9, 4)),
        st.sampled_from(["spike", "drop", "shift"]),
        *(st.decimals("-1e12", "1e12", places=2) for _ in range(5)), st.just(3),
        st.none() | st.tuples(st.just("agent"), st.none() | hostile, st.just(Decimal(-5))),
    )  # fmt: skip
    return tuple(draw(st.lists(one, max_size=5)))


@st.composite
def answers(draw: Any) -> Answer:
    """Any Answer of any family, with hostile names and up to sixty lines."""
    kind = draw(st.sampled_from(sorted(FAMILIES)))
    dimension = draw(st.none() | st.sampled_from(DIMENSIONS))
    named = figures(kind, draw)
    count = draw(st.integers(0, 60)) if dimension and kind != "booking" else 0
    rows = tuple(
        Row(n + 1 if dimension not in TIME else dt.date(2026, 9, 1), draw(hostile),
            named[:3] or (Figure("net_sales", Decimal(n)),),
            draw(st.none() | st.just(Decimal("0.5"))))
        for n in range(count)
    )  # fmt: skip
    day = dt.date(2026, 9, 2)
    listed = tuple(
        BookingLine(draw(hostile), day, day, "confirmed", 2, Decimal("10.5"), "USD", Decimal(1),
                    draw(hostile), draw(hostile), draw(hostile), draw(hostile), day, day)
        for _ in range(draw(st.integers(0, 10)) if kind in {"booking", "bookings"} else 0)
    )  # fmt: skip
    member = Member("customer", 1, draw(hostile))
    question = Question(kind, PERIOD, dimension=dimension, members=draw(
        st.sampled_from([(), (member,), (member, member)])), booking_ref="RES-2026-1")  # fmt: skip
    facts: dict[str, object] = {"days_left": 3, "ends": day, "dimension": "customer"}
    if kind == "ranking" and draw(st.booleans()):
        facts["of"] = count
    if kind == "drivers":
        given = Row(None, "7", (Figure("net_sales", draw(numbers)),))
        facts = {"rest": given, "elsewhere": tuple(("branch", row) for row in rows[:4]),
                 "effects": (Row("volume", None, given.figures), Row("mix", None, given.figures))}
    if kind == "anomalies":
        facts = {"looked_at": ("net_sales", "no_shows"), "more": draw(st.integers(0, 3)),
                 "short": draw(st.booleans())}  # fmt: skip
    members = kind == "comparison" and len(question.members) > 1
    return Answer(
        question, Scope(draw(st.sampled_from(["all", "branch", "agent"])), 1), PERIOD, named,
        None if members else BEFORE, rows, listed,
        draw(st.none() | st.just(Position(3, 9, "Cancún"))) if kind == "ranking" else None,
        dt.datetime(2026, 9, 16, 16, 40, tzinfo=dt.UTC),
        "created_on" if kind == "bookings" else None,
        dt.date(2026, 9, 16), facts, draw(st.none() | st.just(NOW)),
        draw(st.none() | st.just(Rate("USD", Decimal("18.5"), day))),
        outlooks(draw) if kind == "forecast" or (kind == "goal" and draw(st.booleans())) else None,
        oddities(draw) if kind == "anomalies" else (),
    )  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(answers(), st.sampled_from(READERS))
def test_every_message_fits_a_phone(answer: Answer, who: Any) -> None:
    """Under 1,600 characters, one message, no blank line."""
    text = message(who, answer)
    assert 0 < len(text) <= LIMIT
    assert "\n\n" not in text
    assert text == text.strip()
    assert not PLACEHOLDERS.search(text)


@pytest.mark.parametrize("who", READERS)
def test_a_long_table_ends_with_how_to_go_on(who: Any) -> None:
    """Ten lines are shown, and the rest is counted."""
    rows = tuple(Row(n, f"Agente {n}", (Figure("net_sales", Decimal(n)),)) for n in range(24))
    answer = Answer(Question("sales", PERIOD, dimension="agent"), Scope("all"), PERIOD,
                    (Figure("net_sales", Decimal(5)),), BEFORE, rows)  # fmt: skip
    text = message(who, answer)
    assert "10. Agente 9" in text
    assert "11. " not in text
    assert "14" in text.splitlines()[-1]


def test_no_data_is_said_and_never_shown_as_zero() -> None:
    """A division by zero is "no data"."""
    figures_ = (Figure("gross_sales", Decimal(5)), Figure("average_ticket", None))
    answer = Answer(Question("sales", PERIOD), Scope("all"), PERIOD, figures_)
    assert "Ticket promedio: sin datos" in message(READERS[0], answer)


def test_an_empty_period_has_a_sentence_of_its_own() -> None:
    """Nothing recorded is not the same as sales of zero with a change of −100 %."""
    answer = Answer(Question("sales", PERIOD), Scope("all"), PERIOD,
                    (Figure("net_sales", Decimal(0), Decimal(9)),), BEFORE)  # fmt: skip
    text = message(READERS[0], answer)
    assert "no hay nada registrado" in text
    assert "▼" not in text
