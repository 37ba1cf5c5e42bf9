"""The written sentences, by voice: the core belongs to training, every voice can be left out."""

from collections.abc import Iterable
from pathlib import Path

from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.normal import plain

ROOT = Path(__file__).resolve().parents[2]
CORE = ROOT / "data" / "nlu.yml"
VOICES = ROOT / "data" / "nlu"
HOLDOUT = Path(__file__).with_name("holdout.yml")
EXAMS = ("holdout", "exam", "exam2", "exam3", "exam4", "exam5", "exam6", "exam7", "exam8",
         "exam9")
OUT_OF_SCOPE = "nlu_fallback"
LANGUAGES = ("es", "en", "mixed")


def read(path: Path) -> TrainingData:
    """One file, read as Rasa reads it."""
    reader = RasaYAMLReader()
    reader.filename = str(path)
    return reader.reads(path.read_text(encoding="utf-8"))


def voices() -> dict[str, TrainingData]:
    """Every voice under its name; the name starts with the language it writes."""
    return {path.stem: read(path) for path in sorted(VOICES.glob("*.yml"))}


def language_of(voice: str) -> str:
    """`es`, `en` or `mixed`: the first word of the voice's name."""
    return voice.split("_")[0]


def asked(path: Path) -> list[tuple[str, Message]]:
    """The sentences of a file that nobody trains on, each with the language its block names."""
    return [
        (message.get("metadata", {}).get("intent", {}).get("language", "mixed"), message)
        for message in read(path).training_examples
    ]


def holdout() -> list[tuple[str, Message]]:
    """The oldest of the exams."""
    return asked(HOLDOUT)


def exams() -> dict[str, list[tuple[str, Message]]]:
    """Every exam under its name."""
    return {name: asked(HOLDOUT.with_name(f"{name}.yml")) for name in EXAMS}


def without(left_out: list[str], known: dict[str, TrainingData]) -> TrainingData:
    """The core and all voices but those left out."""
    kept = [data for voice, data in known.items() if voice not in left_out]
    return read(CORE).merge(*kept)


def unread(messages: Iterable[Message], training: TrainingData) -> list[Message]:
    """A sentence that the training data holds too proves nothing, so it is not asked."""
    held = {_bare(message) for message in training.intent_examples}
    return [message for message in messages if _bare(message) not in held]


def _bare(message: Message) -> str:
    return plain(message.get(TEXT)).strip("¿?¡!. ")


def fresh(message: Message) -> Message:
    """The same text as it arrives: without intent, entities or features."""
    return Message(data={TEXT: message.get(TEXT)})


def intent_of(message: Message) -> str:
    """What the person wanted, as written in the file."""
    return message.get(INTENT)
