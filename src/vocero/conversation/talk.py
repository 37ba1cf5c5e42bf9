"""Everything that is not a figure: help, profile, status, explanations, courtesies."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from vocero.conversation.forms import filling
from vocero.conversation.forms.problem import PROBLEM
from vocero.conversation.status import probe
from vocero.conversation.turn import Lesson, Turn
from vocero.errors import VoceroError
from vocero.metrics.freshness import freshness
from vocero.people import directory, policy
from vocero.people.person import Scope
from vocero.people.policy import Grant
from vocero.rendering import refusals
from vocero.rendering.reader import Reader, reader, shown
from vocero.rendering.sentences import LANGUAGES, say
from vocero.storage.tables import problems
from vocero.words.question import to_json

_EXAMPLES = ("sales", "bookings", "kpi", "commissions", "goal", "comparison", "ranking",
             "passengers", "cancellations", "profitability", "occupancy", "forecast",
             "anomalies")  # fmt: skip
_LONGEST_REPORT = 1000


def help_(turn: Turn) -> str:
    """Show what this person may ask, with examples to copy, and nothing else."""
    language, person = turn.reader.language, turn.person
    lines = [say(language, "help", "title", name=shown(first_name(person.name)))]
    for topic in _EXAMPLES:
        needed = "sales" if topic == "comparison" else topic
        granted = policy.grant(person.level, needed)
        if granted is Grant.NO:
            continue
        key = "position" if granted is Grant.OWN_POSITION else topic
        lines.append(say(language, "help", "line", example=say(language, "example", key)))
    lines += [say(language, "help", "after"), say(language, "help", "other")]
    return "\n".join(lines)


def profile(turn: Turn) -> str:
    """Say who the person is here and what they may see."""
    language, person = turn.reader.language, turn.person
    rows = policy.rows(person.level, "bookings") or "all"
    return say(
        language, "profile", "text", name=shown(person.name), level=person.level,
        level_name=say(language, "level", person.level), scope=say(language, "rows", rows),
        language={"es": "español", "en": "English"}[person.language or language],
        zone=turn.reader.zone, topics=refusals.topics(language, person),
    )  # fmt: skip


def status(turn: Turn) -> str:
    """Say whether the system works; the details to those whose level has them."""
    language = turn.reader.language
    findings = [probe(part) for part in turn.office.probes]
    well = all(f.well for f in findings)
    lines = [say(language, "status_report", "good" if well else "bad")]
    if policy.grant(turn.person.level, "status") is Grant.DETAIL:
        for found in findings:
            state = (say(language, "status_report", "ok", ms=found.milliseconds) if found.well
                     else say(language, "status_report", "down"))  # fmt: skip
            name = say(language, "status_report", found.name)
            lines.append(say(language, "status_report", "line", name=name, state=state))
    return "\n".join([*lines, *_data_until(turn)])


def _data_until(turn: Turn) -> list[str]:
    try:
        with turn.office.database.reading({"rows": "all"}) as connection:
            loaded = freshness(connection, Scope("all")).loaded_at
    except VoceroError:
        return []
    if loaded is None:
        return []
    language = turn.reader.language
    return [say(language, "status_report", "line", name=say(language, "status_report", "data"),
                state=turn.reader.moment(loaded, turn.today))]  # fmt: skip


def change_language(turn: Turn) -> str:
    """Answer in the other language from now on, or in the one that was named."""
    named = turn.said.first("language")
    chosen = next((lang for lang in LANGUAGES if lang == named), None)
    if chosen is None:
        chosen = "en" if (turn.person.language or turn.reader.language) == "es" else "es"
    with turn.office.database.writing() as connection:
        directory.set_language(connection, turn.person, chosen)
    turn.reader = _reader_in(turn.reader, chosen, turn.person.phone)
    return say(chosen, "talk", "language")


def _reader_in(old: Reader, language: str, phone: str) -> Reader:
    chosen = next(lang for lang in LANGUAGES if lang == language)
    return reader(chosen, phone, old.zone, old.currency)


def problem(turn: Turn) -> str:
    """Store what the person reports as wrong, once for each message, with the last question."""
    question = turn.memory.question
    turn.lesson = Lesson(turn.said, "reported")
    values = {
        "reference": turn.reference,
        "message_id": turn.said.message_id or None,
        "person_id": turn.person.person_id,
        "said": turn.said.text[:_LONGEST_REPORT],
        "question": sa.null() if question is None else to_json(question),
    }
    with turn.office.database.writing() as connection:
        connection.execute(
            insert(problems).values(values).on_conflict_do_nothing(index_elements=["message_id"])
        )
        reference = turn.reference
        if turn.said.message_id:
            reference = connection.execute(
                sa.select(problems.c.reference)
                .where(problems.c.message_id == turn.said.message_id)
            ).scalar_one()  # fmt: skip
    thanks = say(turn.reader.language, "talk", "problem", reference=reference,
                 contact=turn.office.settings.company_contact)  # fmt: skip
    if question is None:
        return thanks
    return f"{thanks}\n{filling.start(turn, PROBLEM, {'reference': reference})}"


def courtesy(turn: Turn) -> str:
    """Answer a greeting, thanks, a goodbye, a bare yes or no, or the question for a robot."""
    return say(turn.reader.language, "talk", turn.said.intent, name=shown(first_name(
        turn.person.name)), company=turn.office.settings.company_name)  # fmt: skip


def handoff(turn: Turn) -> str:
    """Say whom to call."""
    return say(turn.reader.language, "talk", "handoff",
               contact=turn.office.settings.company_contact)  # fmt: skip


def later(turn: Turn) -> str:
    """Say that a capability is not available yet."""
    language = turn.reader.language
    return say(language, "talk", "later", feature=say(language, "feature", turn.said.intent))


def fallback(turn: Turn) -> str:
    """Say honestly that the message was not understood, and what can be asked."""
    turn.outcome = "not understood"
    turn.lesson = Lesson(turn.said, "fallback")
    language = turn.reader.language
    example = say(language, "example", "sales" if turn.person.may("sales") else "bookings")
    return say(language, "talk", "fallback", example=example,
               topics=refusals.topics(language, turn.person))  # fmt: skip


def first_name(name: str) -> str:
    """Give the first word of a name, to greet with."""
    return name.split(maxsplit=1)[0] if name.split() else name
