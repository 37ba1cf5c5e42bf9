"""When a person wants to be left alone: quiet hours, days off, public holidays."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

import holidays

_LONGEST = 60
"""Days after which a rest is taken for a mistake: every weekday off leaves no day at all."""


@dataclass(frozen=True, slots=True)
class Calm:
    """A person's quiet hours and days off, on their own wall clock.

    `quiet_from` to `quiet_until` may cross midnight, the end not included; both None for none.
    `days_off` are weekdays (0 is Monday); with `holidays_off` public holidays of `country` too.
    """

    quiet_from: dt.time | None = None
    quiet_until: dt.time | None = None
    days_off: tuple[int, ...] = ()
    holidays_off: bool = False
    country: str | None = None

    def rests(self, day: dt.date) -> bool:
        """Tell whether nothing may come on a day."""
        if len(set(self.days_off)) < 7 and day.weekday() in self.days_off:
            return True
        return self.holidays_off and self.country is not None and (
            day in public_holidays(self.country, day.year)
        )  # fmt: skip

    def quiet(self, at: dt.time) -> bool:
        """Tell whether an hour is a quiet one."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until

    def after_quiet(self, local: dt.datetime) -> dt.datetime:
        """Give the end of the quiet hours that a wall-clock moment falls into, or the moment."""
        if self.quiet_until is None or not self.quiet(local.time()):
            return local
        ends = local.replace(hour=self.quiet_until.hour, minute=self.quiet_until.minute,
                             second=0, microsecond=0)  # fmt: skip
        return ends if ends > local else ends + dt.timedelta(days=1)

    def open_day(self, day: dt.date) -> dt.date:
        """Give the first day from `day` on that is none off; `day` when there seems to be none."""
        later = (day + dt.timedelta(days=n) for n in range(_LONGEST))
        return next((one for one in later if not self.rests(one)), day)

    def next_moment(self, local: dt.datetime) -> dt.datetime:
        """Give the first wall-clock moment from `local` on at which something may come."""
        for _ in range(_LONGEST):
            day = self.open_day(local.date())
            if day != local.date():
                local = local.replace(year=day.year, month=day.month, day=day.day, hour=0,
                                      minute=0, second=0, microsecond=0)  # fmt: skip
            awake = self.after_quiet(local)
            if awake == local:
                return local
            local = awake
        return local


@cache
def public_holidays(country: str, year: int) -> frozenset[dt.date]:
    """Give the days of a country's public holidays in a year; none for an unknown country."""
    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()
