"""What the bot asked back is answered without losing the rest of the question."""

from tests.conftest import Ask


def test_a_period_that_was_asked_for_goes_into_the_whole_question(ask: Ask) -> None:
    """Name, exclusion and breakdown of the waiting question are kept."""
    whole = ask(2, "ventas de Cancún de febrero", "ask_sales", member="Cancún", period="febrero")
    asked = ask(2, "ventas de Cancún de los martes de febrero", "ask_sales", member="Cancún",
                period="febrero")  # fmt: skip
    assert "No entendí el periodo" in asked
    assert ask(2, "febrero", "refine", period="febrero") == whole


def test_the_name_that_was_chosen_joins_the_others(ask: Ask) -> None:
    """ "María y Óscar Peña" is still both after María was picked."""
    asked = ask(2, "ventas de María y Óscar Peña en agosto", "ask_sales",
                member=["María", "Óscar Peña"], period="agosto")  # fmt: skip
    assert "1. María López" in asked
    text = ask(2, "1", "inform")
    assert "María López" in text
    assert "Óscar Peña" in text


def test_an_open_choice_does_not_swallow_the_next_question(ask: Ask) -> None:
    """A whole question is answered, whatever was open."""
    assert "¿Cuál de estos?" in ask(2, "ventas de María", "ask_sales", member="María")
    text = ask(2, "ventas de Cancún en agosto", "ask_sales", member="Cancún", period="agosto")
    assert "Cancún" in text
    assert "María" not in text


def test_a_chosen_name_takes_the_place_of_the_one_before(ask: Ask) -> None:
    """ "solo María" after a report on Óscar Peña is about her alone."""
    ask(2, "ventas de Óscar Peña en agosto", "ask_sales", member="Óscar Peña", period="agosto")
    ask(2, "solo María", "refine", member="María")
    text = ask(2, "la primera", "show_more")
    assert "María López" in text
    assert "Óscar" not in text


def test_occupancy_of_a_branch_is_refused_alike_for_any_name(ask: Ask) -> None:
    """It is by tour or destination, and nothing tells whether the branch exists."""
    texts = [ask(4, f"ocupación de {name}", "ask_occupancy", member=name)
             for name in ("Cancún", "Monterrey", "Narnia")]  # fmt: skip
    assert all("por tour o por destino" in text for text in texts)


def test_two_people_may_give_their_messages_the_same_id(ask: Ask) -> None:
    """Each report of a problem is kept, with a reference of its own."""
    first, second = (ask(level, "ese dato está mal", "report_problem") for level in (4, 5))
    assert first != second
