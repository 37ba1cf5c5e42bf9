"""Questions about figures: asked, followed up, and asked back where a guess would be risky."""

from dataclasses import replace

from vocero.conversation import attaching, choices, following, naming, times, understanding
from vocero.conversation.memory import Listing, Pending
from vocero.conversation.naming import Named
from vocero.conversation.said import Said
from vocero.conversation.turn import Turn
from vocero.conversation.window import window
from vocero.errors import (
    AmbiguousMemberError,
    ForbiddenError,
    FutureError,
    OnlyByTourError,
    UnknownMemberError,
    UnknownPeriodError,
)
from vocero.metrics.answer import Answer
from vocero.rendering import answers, parts, refusals
from vocero.rendering.reader import shown
from vocero.rendering.sentences import say
from vocero.reports import desk
from vocero.storage.shelf import Kind
from vocero.words import names
from vocero.words.names import Member
from vocero.words.question import Question, continues

_MAY_LIE_AHEAD = frozenset({"bookings", "passengers", "occupancy"})


def ask(turn: Turn) -> str:
    """Answer a question that stands on its own."""
    last = turn.memory.question
    try:
        question = understanding.shaped(turn.said, turn.today, last)
    except UnknownPeriodError as error:
        return _ask_period(turn, understanding.drafted(turn.said), error)
    goes_on = turn.said.corrects or continues(turn.said.text)
    if goes_on and question.kind != "comparison":
        question = following.carried_over(question, last)
    return report(turn, question)


def follow(turn: Turn) -> str:
    """Answer a follow-up on the last question; without one, ask what it is about."""
    last = turn.memory.question
    if last is None:
        return nothing_to_refine(turn)
    try:
        question = following.refined(turn.said, last, turn.today)
    except UnknownPeriodError as error:
        return _ask_period(turn, last, error)
    kind = attaching.wanted(turn.said)
    if kind is not None and question is None:
        return file(turn, last, kind)
    if question is None:
        return nothing_to_refine(turn)
    return report(turn, question)


def file(turn: Turn, question: Question, kind: Kind) -> str:
    """Answer a question as a file: what it is about, and the file, without the figures.

    Raises ForbiddenError for a level without files.
    """
    if not turn.person.may("export"):
        raise ForbiddenError(capability="export")
    return report(turn, question, kind)


def report(turn: Turn, question: Question, kind: Kind | None = None) -> str:
    """Decide what may be seen, find the members that were named, answer, remember.

    With a `kind` the answer is a file of that kind; the figures stay in it.
    """
    question = _at_home(turn, question)
    capability, scope = desk.permitted(turn.person, question)
    turn.capability, turn.scope = capability, str(scope)
    with window(turn, scope) as data:
        members = data.members() if any(naming.mentions(turn.said)) else ()
        named = _named(question, turn.said, members)
        if named.doubt is not None:
            return _ask_member(turn, named)
        question = _settled_breakdown(understanding.defaulted(named.question, turn.today))
        _refuse_future(turn, question)
        answer = data.answer(question)
        wish = attaching.wish(turn, data, answer, kind or attaching.wanted(turn.said))
    turn.memory = turn.memory.asked(answer.question, _listing(answer))
    lines = attaching.attach(turn, wish)
    if kind is not None:
        return "\n".join([*answers.heading(turn.reader, answer), *lines])
    turn.choices = parts.numbered(turn.reader, answer)
    remarks = [remark for remark in (_ignored(turn, named), _no_files(turn)) if remark]
    return answers.above(
        answers.message(turn.reader, answer), "\n".join([*remarks, *lines])
    )


def _at_home(turn: Turn, question: Question) -> Question:
    """Take the company's own currency as no other."""
    own = turn.office.settings.company_currency
    return replace(question, currency=None) if question.currency == own else question


def _no_files(turn: Turn) -> str | None:
    """Say that a level has no files, where one was asked for along with a report."""
    if attaching.wanted(turn.said) is None or turn.person.may("export"):
        return None
    return say(turn.reader.language, "file", "not_yours")


def _ignored(turn: Turn, named: Named) -> str | None:
    """Say which word the figure takes no account of, rather than let it look as if it did."""
    if not named.ignored:
        return None
    words = " ".join(named.ignored)
    return say(turn.reader.language, "answer", "ignored", words=refusals.echo(words))


def _settled_breakdown(question: Question) -> Question:
    """Drop a breakdown by what the question was narrowed to one member of."""
    same = [m for m in question.members if m.dimension == question.dimension]
    return replace(question, dimension=None) if len(same) == 1 else question


def _named(question: Question, said: Said, members: tuple[Member, ...]) -> Named:
    """Resolve the names; occupancy knows tours and destinations only, and says so of any other."""
    if not _about_seats(question):
        return naming.with_members(question, said, members)
    seated = tuple(m for m in members if m.dimension in {"product", "destination"})
    try:
        return naming.with_members(question, said, seated)
    except UnknownMemberError as error:
        raise OnlyByTourError(**error.values) from error


def _about_seats(question: Question) -> bool:
    return "occupancy" in {question.kind, question.metric}


def _refuse_future(turn: Turn, question: Question) -> None:
    """Refuse days to come for figures that count what has happened; a goal may lie ahead."""
    looks_ahead = question.kind in {"goal", "forecast"} or (
        understanding.looked_at(question).capability in _MAY_LIE_AHEAD
    )
    if not looks_ahead and question.period and question.period.start > turn.today:
        raise FutureError(period=question.period)


def _listing(answer: Answer) -> Listing | None:
    if answer.rows and "dimension" not in answer.facts:
        return Listing(min(len(answer.rows), parts.LINES), "rows")
    if answer.question.kind == "bookings" and not answer.empty:
        return Listing(len(answer.bookings), "bookings")
    return None


def _ask_period(turn: Turn, draft: Question, error: UnknownPeriodError) -> str:
    """Ask for the period again and keep the rest of the question waiting."""
    desk.permitted(turn.person, draft)
    turn.outcome = "asked"
    waiting = Pending("period", replace(draft, period=None), said=turn.said)
    turn.memory = turn.memory.waiting(waiting, turn.reader.language)
    contact = turn.office.settings.company_contact
    return refusals.sentence(turn.reader, turn.person, error, contact)


def _ask_member(turn: Turn, named: Named) -> str:
    """Ask which of several members was meant, and keep the question waiting."""
    turn.outcome = "asked"
    if named.doubt is None:
        raise ValueError("nothing is in doubt")
    options: tuple[Member, ...] = named.doubt.values["options"]
    turn.choices = tuple(shown(option.name) for option in options)
    said = replace(turn.said, entities=named.waiting)
    pending = Pending("member", named.question, options, named.doubt_excluded, said=said)
    turn.memory = turn.memory.waiting(pending, turn.reader.language)
    contact = turn.office.settings.company_contact
    return refusals.sentence(turn.reader, turn.person, named.doubt, contact)


def settle(turn: Turn, pending: Pending) -> str | None:
    """Take the message as the answer to what was asked back; None when it is not one."""
    turn.memory = replace(turn.memory, pending=None)
    if pending.question is None:
        return None
    if pending.what == "period":
        return _settle_period(turn, pending.question, pending.said)
    wanted = choices.position(turn.said, len(pending.options))
    try:
        member = (pending.options[wanted - 1] if wanted and wanted <= len(pending.options)
                  else names.match(turn.said.text, pending.options))  # fmt: skip
    except (UnknownMemberError, AmbiguousMemberError):
        return None
    turn.said = pending.said or replace(turn.said, entities=())
    if pending.excluded:
        return report(turn, pending.question.without(member))
    members = dict.fromkeys((*pending.question.members, member))
    return report(turn, replace(pending.question, members=tuple(members)))


def _settle_period(turn: Turn, question: Question, before: Said | None) -> str | None:
    """Put the period that was said now into the question that waits, with all its names."""
    lean = understanding.leaning(question, before.text if before else "")
    try:
        found = times.periods(turn.said, turn.today, lean)
    except UnknownPeriodError as error:
        turn.said = before or turn.said
        return _ask_period(turn, question, error)
    if not found:
        return None
    if before is not None:
        kept = tuple(e for e in before.entities if e.kind not in {"period", "horizon"})
        turn.said = replace(before, entities=kept)
    return report(turn, replace(question, period=found[0]))


def nothing_to_refine(turn: Turn) -> str:
    """Ask what a follow-up without a question is about."""
    turn.outcome = "asked"
    language = turn.reader.language
    example = say(language, "example", "bookings" if not turn.person.may("sales") else "sales")
    return say(language, "talk", "nothing_to_refine", example=example,
               topics=refusals.topics(language, turn.person))  # fmt: skip
