"""The dates of the few holidays that people name instead of a date."""

from datetime import date, timedelta

from dateutil.easter import easter

from vocero.words.periods.period import Period

_FIXED: dict[str, tuple[int, int]] = {
    "new_year": (1, 1),
    "epiphany": (1, 6),
    "valentine": (2, 14),
    "halloween": (10, 31),
    "all_souls": (11, 2),
    "christmas_eve": (12, 24),
    "christmas": (12, 25),
    "new_years_eve": (12, 31),
}
_AROUND_EASTER: dict[str, tuple[int, int]] = {
    "easter_week": (-7, 0),
    "maundy_thursday": (-3, -3),
    "good_friday": (-2, -2),
    "easter_sunday": (0, 0),
}


def holiday(name: str, year: int) -> Period:
    """Give the dates of the holiday in that year."""
    if name in _FIXED:
        only = date(year, *_FIXED[name])
        return Period(only, only, "holiday", name=name)
    if name in _AROUND_EASTER:
        first, last = (timedelta(days=days) for days in _AROUND_EASTER[name])
        sunday = easter(year)
        return Period(sunday + first, sunday + last, "holiday", name=name)
    first_of_november = date(year, 11, 1)
    # Thanksgiving is November's fourth Thursday; Black Friday follows it.
    thursday = first_of_november + timedelta(days=(3 - first_of_november.weekday()) % 7 + 21)
    only = thursday + timedelta(days=1 if name == "black_friday" else 0)
    return Period(only, only, "holiday", name=name)
