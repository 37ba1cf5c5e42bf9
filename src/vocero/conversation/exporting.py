"""The last report as a file: "mándalo en excel", "en pdf", "con gráfica", "csv pls"."""

from dataclasses import replace

from vocero.conversation import attaching, choices, following, reporting
from vocero.conversation.memory import Pending
from vocero.conversation.turn import Turn
from vocero.conversation.understanding import KINDS
from vocero.errors import ForbiddenError, NoFileError
from vocero.rendering.sentences import say
from vocero.storage.shelf import Kind
from vocero.words.normal import fold
from vocero.words.question import Question

_LIKELY = 0.1
"""From this confidence on a message that asks for a file may be a whole question."""


def export(turn: Turn) -> str:
    """Give the last report as a file, changed as the message says; ask for a format if need be.

    Raises ForbiddenError for a level without files, NoFileError when nothing was asked before.
    """
    last = turn.memory.question
    if not turn.person.may("export"):
        raise ForbiddenError(capability="export")
    if last is None:
        return _whole(turn)
    question = following.refined(turn.said, last, turn.today) or last
    kind = attaching.wanted(turn.said)
    return _which(turn, question) if kind is None else reporting.file(turn, question, kind)


def _whole(turn: Turn) -> str:
    """Take "send me July's revenue in excel" for the report that it may be, as nothing was asked.

    Raises NoFileError when it is like no report.
    """
    likely = [(i, p) for i, p in turn.said.ranking if i in KINDS and p >= _LIKELY]
    if not likely or attaching.wanted(turn.said) is None:
        raise NoFileError
    turn.said = replace(turn.said, intent=likely[0][0])
    return reporting.ask(turn)


def _which(turn: Turn, question: Question) -> str:
    """Ask in which format."""
    language = turn.reader.language
    turn.outcome = "asked"
    waiting = Pending("format", question, said=turn.said)
    turn.memory = turn.memory.waiting(waiting, language)
    turn.choices = tuple(say(language, "file", kind) for kind in attaching.KINDS)
    lines = [
        say(language, "talk", "form_option", n=n, title=title)
        for n, title in enumerate(turn.choices, start=1)
    ]
    return "\n".join([say(language, "file", "which"), *lines])


def settle(turn: Turn, pending: Pending) -> str | None:
    """Take the message as the format that was asked for; None when it is none."""
    kind = attaching.wanted(turn.said) or _picked(turn)
    if kind is None or pending.question is None:
        return None
    turn.memory = replace(turn.memory, pending=None)
    turn.said = replace(pending.said or turn.said, door=turn.said.door)
    return reporting.file(turn, pending.question, kind)


def _picked(turn: Turn) -> Kind | None:
    wanted = choices.position(turn.said, len(attaching.KINDS))
    if wanted is not None:
        return attaching.KINDS[wanted - 1] if wanted <= len(attaching.KINDS) else None
    words = fold(turn.said.text)
    titles = {kind: fold(say(turn.reader.language, "file", kind)) for kind in attaching.KINDS}
    return next((kind for kind, title in titles.items() if words == title), None)
