"""Questions about figures: asked, followed up, and asked back where a guess would be risky."""

from dataclasses import replace

import sqlalchemy as sa

from vocero.conversation import choices, following, times, understanding
from vocero.conversation.memory import Listing, Pending
from vocero.conversation.turn import Turn
from vocero.conversation.understanding import Named
from vocero.errors import (
    AmbiguousMemberError,
    FutureError,
    UnknownMemberError,
    UnknownPeriodError,
)
from vocero.metrics.answer import Answer
from vocero.metrics.catalogue import metrics
from vocero.metrics.freshness import freshness
from vocero.people.person import Scope
from vocero.rendering import answers, parts, refusals
from vocero.rendering.reader import shown
from vocero.rendering.sentences import say
from vocero.reports import desk
from vocero.words import names
from vocero.words.names import Member
from vocero.words.question import Question, continues

_COUNTS_THE_PAST = frozenset(
    {"sales", "commissions", "kpi", "cancellations", "profitability", "ranking"}
)


def ask(turn: Turn) -> str:
    """Answer a question that stands on its own."""
    last = turn.memory.question
    try:
        question = understanding.shaped(turn.said, turn.today, last)
    except UnknownPeriodError as error:
        return _ask_period(turn, Question(understanding.KINDS[turn.said.intent]), error)
    if continues(turn.said.text) and question.kind != "comparison":
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
    if question is None:
        return note(turn) or nothing_to_refine(turn)
    return report(turn, question)


def report(turn: Turn, question: Question) -> str:
    """Decide what may be seen, find the members that were named, answer, remember."""
    capability, scope = desk.permitted(turn.person, question)
    turn.capability, turn.scope = capability, str(scope)
    with turn.office.database.reading(scope.fence) as connection:
        fresh = freshness(connection, scope)
        members = _members(turn, connection, scope, question, fresh.version)
        named = understanding.with_members(question, turn.said, members)
        if named.doubt is not None:
            return _ask_member(turn, named)
        question = _settled_breakdown(understanding.defaulted(named.question, turn.today))
        _refuse_future(turn, question)
        answer = desk.answer(turn.asking(connection, scope, question, fresh.loaded_at))
    turn.memory = turn.memory.asked(question, _listing(answer))
    remarks = [remark for remark in (_ignored(turn, named), note(turn)) if remark]
    return answers.fitting("\n".join([answers.message(turn.reader, answer), *remarks]))


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


def _members(
    turn: Turn, connection: sa.Connection, scope: Scope, question: Question, version: int
) -> tuple[Member, ...]:
    """List the members that a name may mean; occupancy knows tours and destinations only."""
    if not turn.said.all("member"):
        return ()
    known = turn.office.members.within(connection, scope, version)
    if "occupancy" in {question.kind, question.metric}:
        return tuple(m for m in known if m.dimension in {"product", "destination"})
    return known


def _refuse_future(turn: Turn, question: Question) -> None:
    if question.kind == "figure" and question.metric:
        looks_ahead = metrics()[question.metric].capability in {"bookings", "passengers",
                                                                "occupancy"}  # fmt: skip
    else:
        looks_ahead = question.kind not in _COUNTS_THE_PAST
    if not looks_ahead and question.period and question.period.start > turn.today:
        raise FutureError(period=question.period)


def _listing(answer: Answer) -> Listing | None:
    if answer.rows and answer.question.kind != "comparison":
        return Listing(min(len(answer.rows), parts.LINES), "rows")
    if answer.question.kind == "bookings" and not answer.empty:
        return Listing(len(answer.bookings), "bookings")
    return None


def _ask_period(turn: Turn, draft: Question, error: UnknownPeriodError) -> str:
    """Ask for the period again and keep the rest of the question waiting."""
    desk.permitted(turn.person, draft)
    turn.outcome = "asked"
    turn.memory = turn.memory.waiting(Pending("period", replace(draft, period=None)))
    contact = turn.office.settings.company_contact
    return refusals.sentence(turn.reader, turn.person, error, contact)


def _ask_member(turn: Turn, named: Named) -> str:
    """Ask which of several members was meant, and keep the question waiting."""
    turn.outcome = "asked"
    if named.doubt is None:
        raise ValueError("nothing is in doubt")
    options: tuple[Member, ...] = named.doubt.values["options"]
    turn.choices = tuple(shown(option.name) for option in options)
    pending = Pending("member", named.question, options, named.doubt_excluded)
    turn.memory = turn.memory.waiting(pending)
    contact = turn.office.settings.company_contact
    return refusals.sentence(turn.reader, turn.person, named.doubt, contact)


def settle(turn: Turn, pending: Pending) -> str | None:
    """Take the message as the answer to what was asked back; None when it is not one."""
    turn.memory = replace(turn.memory, pending=None)
    if pending.question is None:
        return None
    if pending.what == "period":
        try:
            found = times.periods(turn.said, turn.today, "past")
        except UnknownPeriodError as error:
            return _ask_period(turn, pending.question, error)
        return report(turn, replace(pending.question, period=found[0])) if found else None
    wanted = choices.position(turn.said, len(pending.options))
    try:
        member = (pending.options[wanted - 1] if wanted and wanted <= len(pending.options)
                  else names.match(turn.said.text, pending.options))  # fmt: skip
    except (UnknownMemberError, AmbiguousMemberError):
        return None
    turn.said = replace(turn.said, entities=())
    change = Question.without if pending.excluded else Question.narrowed
    return report(turn, change(pending.question, member))


def note(turn: Turn) -> str | None:
    """Say what of a question cannot be served yet: files, other currencies."""
    if turn.said.first("format"):
        return say(turn.reader.language, "answer", "format_note")
    currency = turn.said.first("currency")
    own = turn.office.settings.company_currency
    if currency and currency != own:
        return say(turn.reader.language, "answer", "money_note", currency=own)
    return None


def nothing_to_refine(turn: Turn) -> str:
    """Ask what a follow-up without a question is about."""
    turn.outcome = "asked"
    language = turn.reader.language
    example = say(language, "example", "bookings" if not turn.person.may("sales") else "sales")
    return say(language, "talk", "nothing_to_refine", example=example,
               topics=refusals.topics(language, turn.person))  # fmt: skip
