"""What people say and what must stand in the answer: whole dialogues over the REST door.

Each file under `dialogues/` is one topic, each dialogue a situation. A figure that is expected is
worked out apart from the product (`truth.sql`) and formatted here for the reader's locale.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from babel import numbers

from vocero.words import languages

HERE = Path(__file__).parent / "dialogues"
LOCALES = {"es": "es_MX", "en": "en_US"}
Turn = Mapping[str, object]


def situations() -> list[object]:
    """Read every dialogue of every file; `wrong` names a fault that is known and reported."""
    found: list[object] = []
    for file in sorted(HERE.glob("*.yml")):
        for dialogue in yaml.safe_load(file.read_text("utf-8")):
            known = dialogue.get("wrong")
            marks = [pytest.mark.xfail(reason=known, strict=False)] if known else []
            name = f"{file.stem}: {dialogue['situation']}"
            found.append(pytest.param(dialogue["turns"], id=name, marks=marks))
    return found


@pytest.mark.parametrize("turns", situations())
def test_a_dialogue_gets_its_answers(
    turns: list[Turn], say: Callable[..., str], truth: Callable[[str], object]
) -> None:
    """Every answer holds the right figures and words, in the language of the message."""
    who: int | str = 1
    for turn in turns:
        who = turn.get("as", who)  # type: ignore[assignment]
        text = str(turn["say"]) * int(turn.get("times", 1))  # type: ignore[call-overload]
        answer = say(who, text)
        check(text, answer, turn, truth)


def check(text: str, answer: str, turn: Turn, truth: Callable[[str], object]) -> None:
    """Hold one answer against what its turn expects."""
    seen = f"\n› {text[:200]}\n{answer}"
    language = str(turn["language"])
    if language in LOCALES:
        assert languages.detect(answer) in {language, None}, f"not in {language}{seen}"
    for words in turn.get("contains", []):  # type: ignore[attr-defined]
        assert str(words) in answer, f"«{words}» is missing{seen}"
    for words in turn.get("lacks", []):  # type: ignore[attr-defined]
        assert str(words) not in answer, f"«{words}» must not stand there{seen}"
    for figure in turn.get("figures", []):  # type: ignore[attr-defined]
        ((form, expression),) = figure.items()
        wanted = written(form, truth(expression), language)
        assert wanted in answer, f"{expression} is {wanted}{seen}"


def written(form: str, value: object, language: str) -> str:
    """Write a scalar as this language's readers in Mexico or the United States do."""
    locale = LOCALES[language]
    if form == "text":
        return str(value)
    assert value is not None, "the expected figure must exist"
    amount = Decimal(str(value))
    match form:
        case "money":
            text = numbers.format_currency(amount, "MXN", locale=locale)
        case "count":
            text = numbers.format_decimal(round(amount), locale=locale)
        case "percent":
            text = numbers.format_percent(amount, format="#,##0.0 %", locale=locale)
        case "points":
            text = numbers.format_decimal(amount * 100, format="#,##0.0", locale=locale)
        case _:
            raise ValueError(form)
    return text.replace("\u00a0", " ").replace("\u202f", " ")
