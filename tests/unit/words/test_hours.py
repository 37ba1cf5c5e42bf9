"""Times of day are read as people say them."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocero.words.hours import time_of_day

HOURS = [
    ("a las 8", "08:00"),
    ("8", "08:00"),
    ("a las ocho", "08:00"),
    ("las 8", "08:00"),
    ("a la 1", "01:00"),
    ("a la una", "01:00"),
    ("7:30 am", "07:30"),
    ("7:30", "07:30"),
    ("07.30", "07:30"),
    ("7:30 p.m.", "19:30"),
    ("8 am", "08:00"),
    ("8am", "08:00"),
    ("8 pm", "20:00"),
    ("8 p. m.", "20:00"),
    ("12 am", "00:00"),
    ("12 pm", "12:00"),
    ("8 de la mañana", "08:00"),
    ("8 de la noche", "20:00"),
    ("3 de la tarde", "15:00"),
    ("a las ocho de la mañana", "08:00"),
    ("12 de la noche", "00:00"),
    ("mediodía", "12:00"),
    ("al mediodía", "12:00"),
    ("medianoche", "00:00"),
    ("noon", "12:00"),
    ("at noon", "12:00"),
    ("midnight", "00:00"),
    ("17h", "17:00"),
    ("17 hrs", "17:00"),
    ("17:45", "17:45"),
    ("17h30", "17:30"),
    ("18 horas", "18:00"),
    ("las 8 y media", "08:30"),
    ("ocho y media", "08:30"),
    ("las 8 y cuarto", "08:15"),
    ("las 9 menos cuarto", "08:45"),
    ("8 y media de la noche", "20:30"),
    ("las diez y diez", "10:10"),
    ("7 y 15", "07:15"),
    ("quarter past 7", "07:15"),
    ("half past six", "06:30"),
    ("quarter to 8 pm", "19:45"),
    ("ten to nine", "08:50"),
    ("at 8 o'clock", "08:00"),
    ("8 in the morning", "08:00"),
    ("9 at night", "21:00"),
    ("a las 8 en punto", "08:00"),
    ("every day at 8", "08:00"),
    ("24:00", "00:00"),
]


@pytest.mark.parametrize(("text", "value"), HOURS)
def test_a_time_is_read_as_it_is_said(text: str, value: str) -> None:
    """Hours with or without part of the day, in words or digits."""
    assert time_of_day(text) == time.fromisoformat(value)


@pytest.mark.parametrize(
    "text",
    ["", "hola", "25:00", "7:75", "99", "mañana", "lunes", "8 pesos", "8 9 10", "menos cuarto"],
)
def test_what_is_no_time_is_none(text: str) -> None:
    """Impossible hours and other words are not guessed at."""
    assert time_of_day(text) is None


@given(st.text(max_size=100))
def test_any_text_is_answered(text: str) -> None:
    """No text makes the reader raise."""
    time_of_day(text)


@given(st.times())
def test_a_written_time_is_read_back(moment: time) -> None:
    """HH:MM means itself."""
    assert time_of_day(f"{moment:%H:%M}") == moment.replace(second=0, microsecond=0, fold=0)
