"""The clock is passed in, so that a frozen company stays frozen."""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells business time: today, periods, demo data. Never used for expiry, locks or retries.

    `frozen` is an aware datetime (`VOCERO_NOW`); without it the clock is the real one.
    """

    frozen: dt.datetime | None = None

    def now(self) -> dt.datetime:
        """Give the moment as an aware datetime in UTC."""
        return (self.frozen or dt.datetime.now(dt.UTC)).astimezone(dt.UTC)

    def local(self, zone: str) -> dt.datetime:
        """Give the moment on the wall clock of an IANA zone."""
        return self.now().astimezone(ZoneInfo(zone))

    def today(self, zone: str) -> dt.date:
        """Give the date on the wall calendar of an IANA zone."""
        return self.local(zone).date()
