"""Each way a question can fail has a name, so that each gets a sentence of its own."""

from collections.abc import Mapping
from typing import Any


class VoceroError(Exception):
    """Carry the key of the sentence that the person gets, and the values that it names."""

    key = "error_unexpected"

    def __init__(self, **values: Any) -> None:
        super().__init__(self.key)
        self.values: Mapping[str, Any] = values


class UnknownPersonError(VoceroError):
    """Nobody active is known under this identity: the fixed bilingual text is all they get."""

    key = "unknown_person"


class ForbiddenError(VoceroError):
    """The person's level lacks the capability. `values`: capability."""

    key = "refused"


class UnknownMemberError(VoceroError):
    """No member of that name within the person's scope. `values`: name, nearest."""

    key = "unknown_member"


class OnlyByTourError(VoceroError):
    """Occupancy has no such member: it is by tour or destination. `values`: name."""

    key = "only_by_tour"


class AmbiguousMemberError(VoceroError):
    """Several members carry the name; the person picks. `values`: name, options."""

    key = "which_member"


class UnknownPeriodError(VoceroError):
    """The period's words could not be understood. `values`: words."""

    key = "unknown_period"


class ImpossibleError(VoceroError):
    """The figure and the breakdown do not go together. `values`: metric, dimension."""

    key = "no_such_breakdown"


class NoPositionError(VoceroError):
    """One's own place exists for few figures, and without filters."""

    key = "no_such_position"


class FutureError(VoceroError):
    """The period has not begun, and the figure counts what has happened. `values`: period."""

    key = "future"


class PastError(VoceroError):
    """The period is over, and a forecast looks ahead. `values`: period."""

    key = "past"


class TooFarError(VoceroError):
    """A forecast reaches a year at most. `values`: days."""

    key = "too_far"


class NoForecastError(VoceroError):
    """The figure is a rate or a stock, or it is filtered by status: nothing to forecast.

    `values`: metric.
    """

    key = "no_forecast"


class NoHistoryError(VoceroError):
    """There is not one day of history to forecast from. `values`: metric."""

    key = "no_history"


class NoRateError(VoceroError):
    """There is no exchange rate for the currency. `values`: currency."""

    key = "no_rate"


class TooLargeError(VoceroError):
    """A file would be larger than what can be sent: a narrower question is needed."""

    key = "too_large"


class NothingToDrawError(VoceroError):
    """The answer holds nothing that a picture would show."""

    key = "nothing_to_draw"


class NoFileError(VoceroError):
    """Nothing was asked yet that a file could hold."""

    key = "no_file"


class BadAddressError(VoceroError):
    """An address that its channel could not use. `values`: problem, a sentence's key."""

    key = "bad_address"


class MissingError(VoceroError):
    """There is no such thing, or none that this person may know of."""

    key = "not_found"


class ConflictError(VoceroError):
    """It cannot be done as things are. `values`: problem, a sentence's key."""

    key = "conflict"


class UnfitError(VoceroError):
    """What was given does not go together. `values`: problem, a sentence's key; field."""

    key = "invalid"


class TooSlowError(VoceroError):
    """The query was ended because it took too long."""

    key = "too_slow"


class UnavailableError(VoceroError):
    """The database did not answer in time."""

    key = "database_down"


class ConfigurationError(Exception):
    """The settings are incomplete; the message lists everything that is missing at once."""
