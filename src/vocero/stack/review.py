"""`vocero review`: messages that were not understood become training data with one key."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from rich.console import Console
from rich.markup import escape

from vocero.storage.engine import Database
from vocero.storage.tables import review

LEARNED = Path("data/nlu/reviewed.yml")
KEPT_FOR = dt.timedelta(days=90)
OUT_OF_SCOPE = "nlu_fallback"
_HEAD = 'version: "3.1"\n\n# What people said and `vocero review` taught.\nnlu:\n'


@dataclass(frozen=True, slots=True)
class Item:
    """One message to decide on; `said` is a training example already, masked and marked."""

    review_id: int
    reason: str
    said: str
    guesses: tuple[tuple[str, float], ...]
    chosen: str | None

    @property
    def choices(self) -> tuple[str, ...]:
        """The intents that a key stands for: what the person chose, then the model's guesses."""
        first = (self.chosen,) if self.chosen else ()
        guessed = tuple(intent for intent, _ in self.guesses if intent != OUT_OF_SCOPE)
        return tuple(dict.fromkeys((*first, *guessed)))[:5]


def waiting(connection: sa.Connection) -> list[Item]:
    """List what is undecided, the newest first; what is older than 90 days is deleted."""
    connection.execute(
        sa.delete(review).where(review.c.at < sa.func.now() - sa.cast("90 days", sa.Interval))
    )
    rows = connection.execute(
        sa.select(review.c.review_id, review.c.reason, review.c.said, review.c.guesses,
                  review.c.chosen)
        .where(review.c.decided_at.is_(None))
        .order_by(review.c.at.desc())
    )  # fmt: skip
    return [Item(r.review_id, r.reason, r.said, tuple((i, c) for i, c in r.guesses), r.chosen)
            for r in rows]  # fmt: skip


def decide(connection: sa.Connection, item: Item, decision: str) -> None:
    """Write down what was decided: an intent, or `dropped`."""
    connection.execute(
        sa.update(review)
        .where(review.c.review_id == item.review_id)
        .values(decided_at=sa.func.now(), decision=decision)
    )


def teach(item: Item, intent: str, file: Path = LEARNED) -> None:
    """Add an example to the training data, under its intent, unless it stands there already."""
    text = file.read_text("utf-8") if file.exists() else _HEAD
    line = f"    - {item.said}\n"
    block = f"- intent: {intent}\n  examples: |\n"
    if line in _examples(text, block):
        return
    if block in text:
        text = text.replace(block, block + line)
    else:
        text += block + line
    file.write_text(text, "utf-8")


def _examples(text: str, block: str) -> str:
    _, _, rest = text.partition(block)
    return re.split(r"^- intent:", rest, maxsplit=1, flags=re.MULTILINE)[0]


def session(
    database: Database, console: Console, read: Callable[[str], str], file: Path = LEARNED
) -> int:
    """Show each message and do what the key says; give how many examples were taught."""
    taught = 0
    with database.writing() as connection:
        items = waiting(connection)
    for number, item in enumerate(items, start=1):
        for line in _shown(item, number, len(items)):
            console.print(line)
        key = read("› ").strip().lower()
        if key == "q":
            break
        intent = _intent(item, key)
        if intent is None and key != "d":
            continue
        if intent is not None:
            teach(item, intent, file)
            taught += 1
        with database.writing() as connection:
            decide(connection, item, intent or "dropped")
    console.print(f"{taught} taught; `make train` learns them")
    return taught


def _shown(item: Item, number: int, count: int) -> Iterator[str]:
    yield f"\n[bold]{escape(item.said)}[/bold]  [dim]{number}/{count}, {item.reason}[/dim]"
    confidence = dict(item.guesses)
    for key, intent in enumerate(item.choices, start=1):
        yield f"  {key}  {intent}  [dim]{confidence.get(intent, 0):.2f}[/dim]"
    yield "  o out of scope   d drop   enter skip   q quit"


def _intent(item: Item, key: str) -> str | None:
    if key == "o":
        return OUT_OF_SCOPE
    if key.isdigit() and 0 < int(key) <= len(item.choices):
        return item.choices[int(key) - 1]
    return None
