"""The names of a message: found among the members in scope, asked about, or refused."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vocero.conversation.said import Entity, Said
from vocero.errors import AmbiguousMemberError, UnknownMemberError
from vocero.words import names
from vocero.words.names import Member
from vocero.words.normal import fold
from vocero.words.periods import find
from vocero.words.question import Question, excludes

_JOINED = re.compile(
    r"\W*(?:y|e|o|u|and|or|vs|v|versus|contra|con|with|against|to|frente a|que|than|/)"
    r"(?:\W+(?:el|la|los|las|the|de|del|tour|destino|sucursal|branch|destination|of))*\W*"
)
_ANY_DAY = dt.date(2026, 1, 1)
"""Whether words name a time does not depend on the day on which they are said."""


@dataclass(frozen=True, slots=True)
class Named:
    """A question with its names resolved.

    `doubt` is a name that fits several members, `doubt_excluded` whether it is to be left out;
    `waiting` are further names in doubt. `ignored` are words that stood where a name would and
    are none.
    """

    question: Question
    doubt: AmbiguousMemberError | None = None
    doubt_excluded: bool = False
    waiting: tuple[Entity, ...] = ()
    ignored: tuple[str, ...] = ()


def with_members(question: Question, said: Said, members: Sequence[Member]) -> Named:
    """Resolve the names that were said among the members within the person's scope.

    Raises UnknownMemberError for a name that none carries.
    """
    chosen: dict[bool, list[Member]] = {True: [], False: []}
    doubts: list[tuple[AmbiguousMemberError, bool, Entity]] = []
    ignored: list[str] = []
    for entity in mentions(said):
        excluded = entity.role == "excluded" or excludes(said.before(entity))
        try:
            chosen[excluded].append(names.match(entity.value, members, said.before(entity)))
        except AmbiguousMemberError as error:
            doubts.append((error, excluded, entity))
        except UnknownMemberError:
            if not entity.guess:
                raise
            ignored.append(entity.value)
    if chosen[False]:
        question = _side_by_side(question.narrowed(*dict.fromkeys(chosen[False])), said, chosen)
    if chosen[True]:
        question = question.without(*dict.fromkeys(chosen[True]))
    if not doubts:
        return Named(question, ignored=tuple(ignored))
    (doubt, left_out, _), *rest = doubts
    if not left_out:
        question = _freed(question, doubt, chosen[False])
    return Named(question, doubt, left_out, tuple(e for _, _, e in rest), tuple(ignored))


def _side_by_side(question: Question, said: Said, chosen: Mapping[bool, list[Member]]) -> Question:
    """Let two members of different kinds be rivals where a comparison joins them: "A vs B"."""
    named = [e for e in mentions(said) if not (e.role == "excluded" or excludes(said.before(e)))]
    if question.kind != "comparison" or question.other or not len(chosen[False]) == len(named) == 2:
        return question
    between = fold(said.text[named[0].end : named[1].start])
    one, two = chosen[False]
    if one.dimension == two.dimension or not _JOINED.fullmatch(between):
        return question
    others = tuple(m for m in question.members if m not in (one, two))
    return replace(question, members=others, rivals=(one, two))


def _freed(question: Question, doubt: AmbiguousMemberError, chosen: Sequence[Member]) -> Question:
    """Let go of the last question's members of the kind in doubt: the choice takes their place."""
    kinds = {option.dimension for option in doubt.values["options"]}
    kept = tuple(m for m in question.members if m.dimension not in kinds or m in chosen)
    return replace(question, members=kept)


def mentions(said: Said) -> Iterator[Entity]:
    """Give every name that stands in a message: those that were marked, and the closed list.

    A mark inside a period is no name: "March" is nobody.
    """
    times = find(said.text, _ANY_DAY)
    for entity in said.all("member"):
        if not any(f.start <= entity.start and entity.end <= f.end for f in times):
            yield entity
    covered = [(e.start, e.end) for e in said.entities if e.end > e.start]
    for start, end in names.spoken(said.text):
        if not any(start < right and left < end for left, right in covered):
            yield Entity("member", said.text[start:end], start, end)
