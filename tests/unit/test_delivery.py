"""What leaves fits WhatsApp: length, buttons, lists."""

from hypothesis import given
from hypothesis import strategies as st

from vocero.delivery.content import shape, template, variables
from vocero.delivery.cutting import cut, length

LINES = st.lists(st.text(alphabet="ab 😀", max_size=30), max_size=40)


@given(LINES)
def test_cutting_keeps_every_line_whole(lines: list[str]) -> None:
    """No part is too long, and put together they are the lines again."""
    text = "\n".join(lines)
    parts = cut(text, 80)
    assert all(length(part) <= 80 for part in parts)
    whole = [line for line in "\n".join(parts).split("\n") if line]
    assert whole == [line for line in lines if line]


@given(st.text(alphabet="abc 😀", min_size=1, max_size=500))
def test_a_line_that_is_too_long_is_cut_all_the_same(line: str) -> None:
    """At spaces where there are any; nothing but spaces is lost."""
    parts = cut(line, 50)
    assert all(length(part) <= 50 for part in parts)
    assert "".join(parts).replace(" ", "") == line.replace(" ", "")


def test_an_emoji_counts_twice() -> None:
    """As Twilio counts."""
    assert length("😀a") == 3
    assert len(cut("😀" * 1000)) == 2


def test_the_shape_follows_the_number_of_choices() -> None:
    """Buttons to three, a list to ten, text beyond and for long bodies."""
    choices = [(f"c{n}", str(n)) for n in range(1, 12)]
    assert shape("b", choices[:3], "es") == "vocero_buttons_3"
    assert shape("b", choices[:4], "en") == "vocero_list_4_en"
    assert shape("b", choices, "es") is None
    assert shape("b", [], "es") is None
    assert shape("b" * 1025, choices[:2], "es") is None


def test_a_template_takes_text_and_titles_as_variables() -> None:
    """One template serves every question with as many choices."""
    made = template("vocero_list_4_en")
    picker = made.types["twilio/list-picker"]
    assert picker["button"] == "Choose"
    assert [item["item"] for item in picker["items"]] == ["{{2}}", "{{3}}", "{{4}}", "{{5}}"]
    assert set(made.variables) == {"1", "2", "3", "4", "5"}


@given(st.lists(st.text(min_size=1, max_size=60), min_size=1, max_size=10))
def test_titles_fit_and_differ(titles: list[str]) -> None:
    """Twenty characters on a button, twenty-four in a list; no two alike."""
    choices = [(title, str(n)) for n, title in enumerate(titles, start=1)]
    shown = list(variables("body", choices).values())[1:]
    longest = 20 if len(choices) <= 3 else 24
    assert all(len(title) <= longest for title in shown)
    assert len(set(shown)) == len(shown)
