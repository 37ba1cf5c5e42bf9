"""How often something comes, as people say it in both languages."""

import pytest

from vocero.words.channels import added, channels
from vocero.words.rhythm import Rhythm, rhythm, weekdays
from vocero.words.zones import zone

SAID = {
    "diario": Rhythm("daily"), "todos los días": Rhythm("daily"), "every morning": Rhythm("daily"),
    "nightly": Rhythm("daily"), "lunes a viernes": Rhythm("weekdays"),
    "Mon to Fri": Rhythm("weekdays"), "entre semana": Rhythm("weekdays"),
    "cada lunes": Rhythm("weekly", (0,)), "los martes y jueves": Rhythm("weekly", (1, 3)),
    "every Monday and Friday": Rhythm("weekly", (0, 4)), "fridays": Rhythm("weekly", (4,)),
    "el semanal los viernes": Rhythm("weekly", (4,)), "semanal": Rhythm("weekly"),
    "once a week": Rhythm("weekly"), "cada quincena": Rhythm("fortnightly"),
    "every other week": Rhythm("fortnightly"), "twice a month": Rhythm("fortnightly"),
    "el 1 de cada mes": Rhythm("monthly"), "el primer día de cada mes": Rhythm("monthly"),
    "1st of each month": Rhythm("monthly"), "mensual": Rhythm("monthly"),
    "el último día del mes": Rhythm("month_end"), "a fin de mes": Rhythm("month_end"),
    "month end": Rhythm("month_end"), "last day of the month": Rhythm("month_end"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "meant"), SAID.items())
def test_a_rhythm_is_understood(words: str, meant: Rhythm) -> None:
    """The words mean this rhythm, alone and inside a sentence."""
    for text in (words, f"mándame las ventas {words} a las 8", words.upper()):
        found = rhythm(text)
        assert found is not None, text
        assert found.rhythm == meant, text


@pytest.mark.parametrize("words", ["ventas del lunes", "sales on 3 May", "por semana", "by month",
                                   "la semana pasada", "ventas por día", ""])  # fmt: skip
def test_a_period_is_no_rhythm(words: str) -> None:
    """Days that a report is about, and units of a breakdown, say nothing of how often."""
    assert rhythm(words) is None


def test_a_bare_weekday_counts_where_one_is_asked_for() -> None:
    """ "Martes" is a rhythm as an answer to which day, and nothing otherwise."""
    assert rhythm("martes") is None
    found = rhythm("martes", bare=True)
    assert found is not None
    assert found.rhythm == Rhythm("weekly", (1,))


def test_where_a_rhythm_stands_is_given_in_the_text_as_written() -> None:
    """The span fits the original text, accents and capitals included."""
    text = "Las ventas de ayer, TODOS LOS MIÉRCOLES, en pdf"
    found = rhythm(text)
    assert found is not None
    assert [text[a:b] for a, b in found.spans] == ["TODOS LOS MIÉRCOLES"]


def test_a_weekend_is_two_days() -> None:
    """ "Fin de semana" names Saturday and Sunday."""
    assert weekdays("no me escribas en fin de semana") == (5, 6)
    assert weekdays("no messages on sundays") == (6,)


@pytest.mark.parametrize(("text", "named"), [
    ("también por correo", ("email",)), ("mejor por sms", ("sms",)),
    ("on Slack instead of whatsapp", ("slack",)), ("mandámelo por mail en vez de whatsapp",
                                                    ("email",)),
    ("por whatsapp y correo", ("whatsapp", "email")), ("las ventas de ayer", ()),
])  # fmt: skip
def test_channels_are_named_as_people_name_them(text: str, named: tuple[str, ...]) -> None:
    """Each channel has its words; what is to be left is not taken for what is wanted."""
    assert channels(text) == named


def test_on_top_is_told_from_instead() -> None:
    """ "También" and "too" add a channel to those there are."""
    assert added("también por correo")
    assert added("by email too")
    assert not added("por correo")


@pytest.mark.parametrize(("text", "iana"), [
    ("mi zona horaria es Tijuana", "America/Tijuana"), ("hora de Cancún", "America/Cancun"),
    ("estoy en Dallas, usa that time", "America/Chicago"), ("ponme en hora de Madrid",
                                                            "Europe/Madrid"),
    ("use Pacific time", "America/Los_Angeles"), ("vivo en Chile", "America/Santiago"),
    ("ahora vivo en Uruguay", "America/Montevideo"), ("America/Bogota pls", "America/Bogota"),
    ("New York time", "America/New_York"), ("hora del centro", "America/Mexico_City"),
    ("I am on London time", "Europe/London"), ("la hora", None), ("ventas de la semana", None),
])  # fmt: skip
def test_zones_are_named_by_city_country_or_habit(text: str, iana: str | None) -> None:
    """A city, a country of one zone or what people call their hour gives the IANA zone."""
    assert zone(text) == iana
