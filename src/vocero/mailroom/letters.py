"""What goes out for a letter: the bot's answer, or a sentence of the mailroom's own."""

from collections.abc import Iterable

from vocero.delivery.cutting import cut
from vocero.mailroom.bot import Said
from vocero.mailroom.inbox import Letter
from vocero.mailroom.outbox import Outgoing
from vocero.rendering.reader import shown
from vocero.rendering.sentences import LANGUAGES, Language, say
from vocero.words import languages

_LONGEST_QUOTE = 60


def language_of(letter: Letter, company: Language) -> Language:
    """Give the language for a letter: its own when it is clear, the person's, the company's."""
    detected = languages.detect(letter.body[:1000]) if letter.needs_bot else None
    wanted = detected or letter.language
    return next((language for language in LANGUAGES if language == wanted), company)


def answer(
    letter: Letter, said: Iterable[Said], language: Language, *, late: bool
) -> tuple[Outgoing, ...]:
    """Give the bot's answer as messages of 1,600 characters at most; a late one says to what.

    A file goes in a message of its own after the text: a file that Twilio cannot fetch would take
    its caption along, and under documents WhatsApp shows none.
    """
    outgoing: list[Outgoing] = []
    for nth, message in enumerate(said):
        text = message.text
        if late and nth == 0:
            text = f"{quoting(letter, 'late', language)}\n{text}"
        parts = cut(text) or [""]
        for position, part in enumerate(parts):
            last = position == len(parts) - 1
            outgoing.append(
                Outgoing(
                    f"reply:{letter.message_sid}:{len(outgoing)}", letter.correspondent, part,
                    choices=message.choices if last else (),
                )
            )  # fmt: skip
        if message.media_url:
            key = f"reply:{letter.message_sid}:{len(outgoing)}"
            media = Outgoing(key, letter.correspondent, "", media_url=message.media_url)
            outgoing.append(media)
    return tuple(outgoing)


def sentence(letter: Letter, key: str, language: Language, **values: object) -> Outgoing:
    """Give one of the mailroom's own sentences, sent once for a letter."""
    text = say(language, "mail", key, **values)
    return Outgoing(f"{key}:{letter.message_sid}", letter.correspondent, text)


def about(letter: Letter, key: str, language: Language) -> Outgoing:
    """Give a sentence that quotes the letter."""
    return Outgoing(
        f"{key}:{letter.message_sid}", letter.correspondent, quoting(letter, key, language)
    )


def quoting(letter: Letter, key: str, language: Language) -> str:
    """Give the text of a sentence that quotes the letter."""
    question = shown(letter.body)
    if len(question) > _LONGEST_QUOTE:
        question = question[: _LONGEST_QUOTE - 1].rstrip() + "…"
    return say(language, "mail", key, question=question)
