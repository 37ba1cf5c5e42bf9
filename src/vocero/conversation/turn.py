"""A turn is one message on its way: who speaks, in which language, with what in mind."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Literal

import sqlalchemy as sa

from vocero.conversation.memory import Memory
from vocero.conversation.said import Media, Said
from vocero.conversation.status import Probe
from vocero.forecasting.model import ENGINE
from vocero.metrics.freshness import Freshness, Loads
from vocero.metrics.members import Members
from vocero.people.links import Links
from vocero.people.person import Person, Scope
from vocero.rendering.reader import Reader
from vocero.reports.ask import Ask
from vocero.reports.kept import KeptAnswers
from vocero.settings import Settings
from vocero.storage.engine import Database
from vocero.storage.expected import ExpectedDays
from vocero.storage.models import ModelShelf
from vocero.storage.shelf import Shelf, Stored
from vocero.words.question import Question


@dataclass(frozen=True, slots=True, eq=False)
class Office:
    """What every turn works with; one for each process, shared by its threads."""

    settings: Settings
    database: Database
    members: Members = field(default_factory=Members)
    probes: tuple[Probe, ...] = ()
    answers: KeptAnswers = field(default_factory=KeptAnswers)
    loads: Loads = field(default_factory=Loads)

    @property
    def shelf(self) -> Shelf:
        """Where files lie."""
        return Shelf(self.settings.shelf)

    @property
    def models(self) -> ModelShelf:
        """Where models of forecasts are kept."""
        return ModelShelf(self.database, ENGINE)

    @property
    def expected(self) -> ExpectedDays:
        """Where days that were called normal are remembered."""
        return ExpectedDays(self.database)

    @property
    def links(self) -> Links:
        """What makes and reads the links to them."""
        return Links(self.settings.link_secret, self.settings.address)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A message that is worth a look: which, why, and what the person chose, if asked."""

    said: Said
    reason: Literal["fallback", "clarified", "reported"]
    chosen: str | None = None


@dataclass(slots=True)
class Turn:
    """One message and its circumstances. `now` is on the person's wall clock.

    `memory` is what will be remembered; `choices` are offered as buttons, numbered from
    `first_choice`; `media` goes along, from the file `stored`; `capability`, `scope` and `outcome`
    go into the audit, `lesson` onto the review list. `fresh` is the data's freshness where the
    loads told it; `form_asked` says that the reply holds an open form's question.
    """

    office: Office
    person: Person
    said: Said
    reader: Reader
    now: dt.datetime
    reference: str
    memory: Memory
    capability: str | None = None
    scope: str | None = None
    outcome: str = "answered"
    choices: tuple[str, ...] = ()
    first_choice: int = 1
    media: Media | None = None
    stored: Stored | None = None
    lesson: Lesson | None = None
    fresh: Freshness | None = None
    form_asked: bool = False

    def asking(
        self, connection: sa.Connection, scope: Scope, question: Question, fresh: Freshness
    ) -> Ask:  # fmt: skip
        """Put a question on its way to its report."""
        settings = self.office.settings
        return Ask(
            connection, self.person.level, scope, question, self.now, settings.company_time_zone,
            fresh.loaded_at, fresh.rolled, version=fresh.version if fresh.certain else None,
            models=self.office.models, country=settings.company_country,
            expected=self.office.expected,
        )  # fmt: skip

    @property
    def today(self) -> dt.date:
        """The day on which the person writes."""
        return self.now.date()
