"""A picture comes by itself where it says more than figures do, and never unwanted."""

from collections.abc import Callable

import pytest

from vocero.conversation.said import Reply

Talk = Callable[..., Reply]


def shown(answer: Reply) -> bool:
    """Whether a picture came along."""
    return answer.media is not None and answer.media.picture


@pytest.mark.parametrize("door", ["rest", "twilio"])
def test_what_spans_more_than_two_weeks_is_drawn(reply: Talk, door: str) -> None:
    """A month has a picture, a week has none."""
    assert shown(reply(2, "ventas de agosto", "ask_sales", door, period="agosto"))
    assert not shown(reply(2, "ventas de esta semana", "ask_sales", door, period="esta semana"))


def test_comparisons_rankings_and_reasons_are_drawn(reply: Talk) -> None:
    """Of any length."""
    assert shown(reply(2, "compara ayer y hoy", "ask_comparison", period=["ayer", "hoy"]))
    assert shown(reply(2, "top agentes de ayer", "ask_ranking", period="ayer"))
    assert shown(reply(2, "por qué cambiaron las ventas de ayer", "ask_drivers", period="ayer"))


def test_a_terminal_shows_no_picture(reply: Talk) -> None:
    """`rasa shell` gets text; a picture that was asked for is a link there."""
    assert reply(2, "ventas de agosto", "ask_sales", "cmdline", period="agosto").media is None
    asked = reply(2, "con gráfica", "export", "cmdline", format=("gráfica", "chart"))
    assert asked.media is None
    assert "http" in asked.text


def test_pictures_can_be_switched_off_and_on(reply: Talk) -> None:
    """Off: none by itself, and still one when asked for."""
    try:
        assert "ya no mando gráficas" in reply(
            3, "ya no me mandes gráficas", "set_preference").text  # fmt: skip
        assert not shown(reply(3, "ventas de agosto", "ask_sales", period="agosto"))
        assert shown(reply(3, "con gráfica", "export", format=("gráfica", "chart")))
    finally:
        again = reply(3, "vuelve a mandarme las gráficas", "set_preference").text
    assert "mando una gráfica" in again
    assert shown(reply(3, "ventas de agosto", "ask_sales", period="agosto"))


def test_own_place_and_nothing_at_all_are_not_drawn(reply: Talk) -> None:
    """One's own rank has no picture, nor has an empty period."""
    assert not shown(reply(8, "en qué lugar voy", "ask_ranking"))
    assert not shown(reply(2, "ventas de 1999", "ask_sales", period="1999"))


def test_a_single_booking_cannot_be_drawn(reply: Talk) -> None:
    """What holds nothing to see is said to."""
    reply(2, "RES-2026-61545", "ask_bookings", booking_ref="RES-2026-61545")
    text = reply(2, "con gráfica", "export", format=("gráfica", "chart")).text
    assert "nada que graficar" in text


def test_whatsapp_gets_media_and_other_doors_a_link(reply: Talk) -> None:
    """On WhatsApp a document is sent; CSV goes as a link, because WhatsApp takes none."""
    reply(2, "ventas de agosto por sucursal", "ask_sales", "twilio", period="agosto",
          dimension=("sucursal", "branch"))  # fmt: skip
    sheet = reply(2, "en excel", "export", "twilio", format=("excel", "xlsx"))
    assert "http" not in sheet.text
    assert sheet.media is not None
    assert not sheet.media.picture
    separated = reply(2, "en csv", "export", "twilio", format=("csv", "csv"))
    assert separated.media is None
    assert ".csv" in separated.text


def test_a_list_can_be_tapped_line_by_line(reply: Talk) -> None:
    """The names are choices; those of the next page go on counting."""
    first = reply(2, "ventas de agosto por agente", "ask_sales", period="agosto",
                  dimension=("agente", "agent"))  # fmt: skip
    assert len(first.choices) == 10
    assert f"1. {first.choices[0]}" in first.text
    more = reply(2, "más", "show_more")
    assert more.first == 11
    assert f"11. {more.choices[0]}" in more.text
    opened = reply(2, "12", "inform")
    assert more.choices[1] in opened.text


def test_a_day_of_a_list_opens_by_its_number(reply: Talk) -> None:
    """Lines of time are numbered like any other."""
    listed = reply(2, "ventas de esta semana por día", "ask_sales", period="esta semana",
                   dimension=("día", "day"))  # fmt: skip
    assert "2. mar 15 sep 2026" in listed.text
    assert "📅 mar 15 sep 2026" in reply(2, "2", "inform").text


def test_a_long_list_goes_on_with_more_or_as_a_workbook(reply: Talk) -> None:
    """ "…y 111 más: di *más* o *excel*", and both work."""
    text = reply(2, "ventas de agosto por agente", "ask_sales", period="agosto",
                 dimension=("agente", "agent")).text  # fmt: skip
    assert "di *más* o *excel*" in text
    assert "11. " in reply(2, "más", "show_more").text
    assert ".xlsx" in reply(2, "excel", "export", format=("excel", "xlsx")).text
