"""Everything that can go wrong gets a sentence of its own, in the asker's language."""

from vocero.errors import (
    AmbiguousMemberError,
    BadAddressError,
    ForbiddenError,
    FutureError,
    ImpossibleError,
    NoForecastError,
    NoHistoryError,
    NoRateError,
    OnlyByTourError,
    PastError,
    UnknownMemberError,
    UnknownPeriodError,
    VoceroError,
)
from vocero.people.person import Person
from vocero.people.policy import allowed
from vocero.rendering import parts
from vocero.rendering.reader import Reader, shown
from vocero.rendering.sentences import Language, join, say, texts

REPORTS = ("sales", "commissions", "bookings", "passengers", "cancellations", "kpi", "goal",
           "ranking", "profitability", "occupancy", "forecast", "anomalies")  # fmt: skip
_LONGEST_ECHO = 60


def topics(language: Language, person: Person) -> str:
    """List what this person may ask about."""
    names = [say(language, "capability", c) for c in allowed(person.level) if c in REPORTS]
    return join(language, names)


def sentence(reader: Reader, person: Person, error: VoceroError, contact: str) -> str:
    """Write the sentence for an error that a person can understand and act on."""
    language = reader.language
    match error:
        case ForbiddenError():
            return say(language, "error", "refused", contact=contact,
                       level=say(language, "level", person.level),
                       capability=say(language, "capability", error.values["capability"]),
                       topics=topics(language, person))  # fmt: skip
        case UnknownMemberError():
            return _unknown_member(reader, error)
        case AmbiguousMemberError():
            return _which(reader, error)
        case UnknownPeriodError():
            return say(language, "error", "unknown_period", words=echo(error.values["words"]))
        case OnlyByTourError():
            return say(language, "error", "only_by_tour", name=echo(error.values["name"]))
        case FutureError():
            period = reader.period(error.values["period"])
            return say(language, "error", "future", period=period)
        case PastError():
            period = reader.period(error.values["period"])
            return say(language, "error", error.key, period=period)
        case NoForecastError() | NoHistoryError():
            metric = parts.name(reader, str(error.values["metric"]))
            return say(language, "error", error.key, metric=metric)
        case ImpossibleError():
            return _impossible(reader, error)
        case NoRateError():
            return say(language, "error", error.key, currency=error.values["currency"])
        case BadAddressError():
            return say(language, "address", error.values["problem"])
        case _:
            return say(language, "error", error.key)


def _unknown_member(reader: Reader, error: VoceroError) -> str:
    text = say(reader.language, "error", "unknown_member", name=echo(error.values["name"]))
    nearest = [shown(str(name)) for name in error.values["nearest"]]
    if not nearest:
        return text
    word = " o " if reader.language == "es" else " or "
    return text + say(reader.language, "error", "nearest", names=word.join(nearest))


def _which(reader: Reader, error: VoceroError) -> str:
    options = [
        say(reader.language, "ask", "option", n=n, name=shown(option.name),
            dimension=say(reader.language, "dimension", option.dimension))
        for n, option in enumerate(error.values["options"], start=1)
    ]  # fmt: skip
    return say(reader.language, "ask", "which_member", options="\n".join(options))


def _impossible(reader: Reader, error: VoceroError) -> str:
    metric, dimension = str(error.values["metric"]), str(error.values["dimension"])
    names = texts(reader.language)["subject"]
    metric = {"departures": "occupancy", "inquiries": "conversion_rate"}.get(metric, metric)
    what = names.get(metric) or parts.name(reader, metric)
    return say(reader.language, "error", "no_such_breakdown", metric=what.lower(),
               dimension=say(reader.language, "dimension", dimension))  # fmt: skip


def echo(words: object) -> str:
    """Give back what a person said, harmless and not too long."""
    text = shown(str(words))
    return text if len(text) <= _LONGEST_ECHO else text[:_LONGEST_ECHO] + "…"
