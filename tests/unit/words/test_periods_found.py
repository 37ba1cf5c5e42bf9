"""Periods are found inside whole sentences, and nothing else is taken for one."""

import re
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.words.periods_en import ENGLISH
from tests.unit.words.periods_es import SPANISH
from tests.unit.words.sentences import WITH_PERIODS, WITHOUT_PERIODS
from tests.unit.words.tables import TODAY, lines, rows
from vocero.words.periods import find, resolve

MARKED = lines(WITH_PERIODS)
BARE = lines(WITHOUT_PERIODS)
_MARK = re.compile(r"\[([^\]]+)\]")
_VOCABULARY = sorted(
    {word for table in (SPANISH, ENGLISH) for row in rows(table) for word in row[0].split()}
)


@pytest.mark.parametrize("marked", MARKED)
def test_a_sentence_gives_its_periods(marked: str) -> None:
    """The periods of a sentence are found, in order, with the dates of their words."""
    wanted = [resolve(words, TODAY) for words in _MARK.findall(marked)]
    assert None not in wanted
    assert [found.period for found in find(_MARK.sub(r"\1", marked), TODAY)] == wanted


@pytest.mark.parametrize("marked", MARKED)
def test_a_span_covers_the_words_of_its_period(marked: str) -> None:
    """Offsets point into the sentence as it was typed."""
    sentence = _MARK.sub(r"\1", marked)
    for found, words in zip(find(sentence, TODAY), _MARK.findall(marked), strict=True):
        assert sentence[found.start : found.end] == found.words
        assert found.words.lower() in words.lower() or words.lower() in found.words.lower()


@pytest.mark.parametrize("sentence", BARE)
def test_a_sentence_without_a_period_gives_none(sentence: str) -> None:
    """Counts, names, habits, references and hours are no periods."""
    assert find(sentence, TODAY) == []


def test_leaning_to_the_future_reads_a_horizon() -> None:
    """Asked ahead, "30 días" is the stretch of the forecast."""
    found = find("pronóstico a 30 días", TODAY, lean="future")
    assert [one.period for one in found] == [resolve("próximos 30 días", TODAY)]


def test_offsets_survive_accents_written_in_two_characters() -> None:
    """A combining accent before the period does not shift its offsets."""
    sentence = "cua\u0301nto vendimos ayer"
    assert [sentence[one.start : one.end] for one in find(sentence, TODAY)] == ["ayer"]


def test_an_endless_text_is_not_searched() -> None:
    """Beyond 300 characters nothing is looked for."""
    assert find("ventas de ayer " * 40, TODAY) == []


@given(st.text(max_size=300), st.dates(date(1950, 1, 1), date(2090, 12, 31)))
def test_any_text_is_searched(text: str, today: date) -> None:
    """No text makes the search raise, and spans never overlap."""
    end = 0
    for found in find(text, today):
        assert end <= found.start < found.end <= len(text)
        end = found.end


@given(st.lists(st.sampled_from([*_VOCABULARY, "ventas", "top", "por"]), min_size=1, max_size=14))
def test_a_span_resolves_to_the_period_it_was_found_as(mixture: list[str]) -> None:
    """The words of a span, alone, mean the same period."""
    for found in find(" ".join(mixture), TODAY):
        assert resolve(found.words, TODAY) == found.period


def _seconds(text: str) -> float:
    """Give the best time of three, so that a busy machine does not decide."""
    best = 1.0
    for attempt in range(3):
        started = time.perf_counter()
        find(text, date(2026, 9, 16 + attempt))
        best = min(best, time.perf_counter() - started)
    return best


@pytest.mark.parametrize(
    "text",
    ["1 " * 150, "el 1 " * 60, "mar " * 75, "de a de a " * 30, "last " * 60, "1-" * 150, "x" * 300],
)
def test_a_hostile_text_is_searched_fast(text: str) -> None:
    """No text under the limit holds the reader up."""
    assert _seconds(text[:300]) < 0.1
