"""What a person said, as the language model understood it, and what is said back."""

from dataclasses import dataclass, replace

from vocero.words.corrections import corrects, taken_back


@dataclass(frozen=True, slots=True)
class Entity:
    """Words that the model marked. `value` is normal for closed lists, else the words again.

    `guess` says that the words only stand where a name would: they may be none.
    """

    kind: str
    value: str
    start: int = 0
    end: int = 0
    role: str | None = None
    guess: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One message. `message_id` makes every lasting effect of it happen once.

    `ranking` are the model's intents with their confidence, the likeliest first; `corrects` tells
    that the message puts the last one right.
    """

    text: str
    intent: str
    entities: tuple[Entity, ...] = ()
    message_id: str = ""
    door: str = "rest"
    conversation_id: str = ""
    ranking: tuple[tuple[str, float], ...] = ()
    corrects: bool = False

    def first(self, kind: str) -> str | None:
        """Give the value of the first entity of a kind."""
        return next((e.value for e in self.entities if e.kind == kind), None)

    def all(self, kind: str) -> tuple[Entity, ...]:
        """Give all entities of a kind, as they were said."""
        return tuple(e for e in self.entities if e.kind == kind)

    def entities_of(self, *kinds: str) -> tuple[Entity, ...]:
        """Give all entities of some kinds, as they were said."""
        return tuple(e for e in self.entities if e.kind in kinds)

    def as_meant(self) -> "Said":
        """Give the message without what it takes back: "not August, I meant July" is July."""
        end = taken_back(self.text)
        kept = tuple(e for e in self.entities if e.start >= end)
        text = " " * end + self.text[end:]
        return replace(self, text=text, entities=kept, corrects=corrects(self.text))

    def before(self, entity: Entity) -> str:
        """Give the text that stands before an entity."""
        return self.text[: entity.start]


@dataclass(frozen=True, slots=True)
class Media:
    """A file that goes along: where the channel fetches it, and whether it is a picture."""

    url: str
    picture: bool


@dataclass(frozen=True, slots=True)
class Reply:
    """One message back: under 1,600 characters, no blank lines.

    `choices` are titles that a channel may show as buttons or a list; tapping one says its number,
    counted from `first`, which stands in the text too.
    """

    text: str
    choices: tuple[str, ...] = ()
    first: int = 1
    media: Media | None = None
