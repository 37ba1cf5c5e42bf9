"""The clock is passed in, so that a frozen company stays frozen."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells business time: today, periods, demo data. Never used for expiry, locks or retries.

    `frozen` is an aware datetime (`VOCERO_NOW`); `moving` a file that holds one and is read anew
    each time, so that a drill moves the clock of several processes (`VOCERO_NOW_FILE`). Without
    either the clock is the real one.
    """

    frozen: dt.datetime | None = None
    moving: Path | None = None

    def now(self) -> dt.datetime:
        """Give the moment as an aware datetime in UTC."""
        if self.moving is not None:
            return dt.datetime.fromisoformat(self.moving.read_text()).astimezone(dt.UTC)
        return (self.frozen or dt.datetime.now(dt.UTC)).astimezone(dt.UTC)

    def local(self, zone: str) -> dt.datetime:
        """Give the moment on the wall clock of an IANA zone."""
        return self.now().astimezone(ZoneInfo(zone))

    def today(self, zone: str) -> dt.date:
        """Give the date on the wall calendar of an IANA zone."""
        return self.local(zone).date()
