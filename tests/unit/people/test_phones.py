"""A number has one canonical key, however it is written, and no two people share one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocero.people.phones import key, masked

SPELLINGS = {
    "+525512345678": ["+525512345678", "+5215512345678", "whatsapp:+5215512345678",
                      "WhatsApp:+525512345678", "+52 55 1234 5678", "+52 1 55 1234 5678",
                      "+52-55-1234-5678", "+52 (55) 1234-5678", " +525512345678 "],
    "+529981234567": ["+529981234567", "+5219981234567", "whatsapp:+529981234567",
                      "+52 998 123 4567", "+52 1 998 123 45 67", "whatsapp:+5219981234567"],
    "+523312345678": ["+523312345678", "+5213312345678", "+52 33 1234 5678"],
    "+528112345678": ["+528112345678", "+5218112345678", "+52.81.1234.5678"],
    "+5491155550103": ["+5491155550103", "+541155550103", "whatsapp:+5491155550103",
                       "+54 9 11 5555-0103", "+54 11 5555 0103", "whatsapp:+541155550103"],
    "+5493515550104": ["+5493515550104", "+543515550104", "+54 9 351 555-0104"],
    "+5492614123456": ["+5492614123456", "+542614123456", "whatsapp:+542614123456"],
    "+5511987654321": ["+5511987654321", "+551187654321", "whatsapp:+551187654321",
                       "+55 11 98765-4321", "+55 11 8765-4321"],
    "+5521998765432": ["+5521998765432", "+552198765432", "+55 (21) 99876-5432"],
    "+12025550104": ["+12025550104", "whatsapp:+12025550104", "+1 202 555 0104",
                     "+1 (202) 555-0104", "+1-202-555-0104"],
    "+34600555106": ["+34600555106", "+34 600 555 106", "whatsapp:+34600555106"],
    "+573001234567": ["+573001234567", "+57 300 123 4567", "whatsapp:+573001234567"],
    "+56912345678": ["+56912345678", "+56 9 1234 5678"],
    "+447400123456": ["+447400123456", "+44 7400 123456"],
}  # fmt: skip
NOT_NUMBERS = [
    "", "+", "hola", "525512345678", "5512345678", "+52", "+1202", "+٣٤٦٠٠٥٥٥١٠٦",
    "+５２５５１２３４５６７８",
    "whatsapp:", "whatsapp:MX.1A2B3C", "rest:+525512345678", "+52551234567a", "+999999999999999999",
    "+52 55 1234 5678 ext 9", "tel:+525512345678", "++525512345678", "\x00+525512345678",
    "+0000000000", "-525512345678", "+ 525512345678", "+52\n5512345678",
]  # fmt: skip
CASES = [(spelling, wanted) for wanted, all_ in SPELLINGS.items() for spelling in all_]


@pytest.mark.parametrize(("spelling", "wanted"), CASES)
def test_every_spelling_has_the_same_key(spelling: str, wanted: str) -> None:
    """Mexico's old 1, Argentina's 9, Brazil's ninth digit and punctuation change nothing."""
    assert key(spelling) == wanted


@pytest.mark.parametrize("text", NOT_NUMBERS)
def test_what_is_no_international_number_has_no_key(text: str) -> None:
    """Text, local numbers, other alphabets' digits and prefixes of other doors are nobody."""
    assert key(text) is None


def test_there_are_at_least_sixty_cases() -> None:
    """The table stays as large as the threat list asks."""
    assert len(CASES) + len(NOT_NUMBERS) >= 60


def test_different_people_never_share_a_key() -> None:
    """No key of the table equals another's, and none is another's suffix match."""
    keys = {key(spelling) for spelling, _ in CASES}
    assert len(keys) == len(SPELLINGS)


@given(st.from_regex(r"\+(52|54|55|1|34|57)[0-9]{8,11}", fullmatch=True))
def test_a_key_is_its_own_key(number: str) -> None:
    """Normalising twice is normalising once."""
    once = key(number)
    assert once is None or key(once) == once


@given(st.text())
def test_any_text_is_safe(text: str) -> None:
    """No text raises, and whatever comes out is E.164 in ASCII digits."""
    found = key(text)
    assert found is None or (found[0] == "+" and found[1:].isascii() and found[1:].isdigit())


def test_a_masked_number_cannot_be_called() -> None:
    """Logs get the first digit and the last two."""
    assert masked("+525512345678") == "+5…78"
