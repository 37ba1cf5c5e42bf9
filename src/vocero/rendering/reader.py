"""A Reader is the language, locale and zone in which one person reads numbers and dates."""

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import phonenumbers
from babel import Locale, dates, numbers
from babel.languages import get_official_languages

from vocero.metrics.answer import Rate
from vocero.metrics.catalogue import Unit
from vocero.rendering.sentences import Language
from vocero.words.periods import Period

_SPACES = re.compile(r"[\u00a0\u2009\u202f\u2007]")
_MARKUP = str.maketrans({"*": "∗", "_": "‗", "~": "∼", "`": "ʼ"})
_LONGEST_NAME = 48


@dataclass(frozen=True, slots=True)
class Reader:
    """Formats everything for one person.

    `currency` is that of the amounts at hand, `company_currency` what they are counted in at home.
    """

    language: Language
    locale: Locale
    zone: str
    currency: str
    company_currency: str

    def money(self, value: Decimal, currency: str | None = None) -> str:
        """Give an amount with its currency's sign and two decimals."""
        text = numbers.format_currency(value, currency or self.currency, locale=self.locale)
        return _plain(text)

    def paying(self, rate: Rate | None) -> "Reader":
        """Give the reader of an answer whose amounts are in another currency."""
        return self if rate is None else replace(self, currency=rate.currency)

    def signed(self, unit: Unit, value: Decimal) -> str:
        """Give a difference with its sign; of shares, in points."""
        size = abs(value)
        text = f"{self.points(size)} pp" if unit == "percent" else self.value(unit, size)
        return f"{'−' if value < 0 else '+'}{text}"

    def signed_rounded(self, unit: Unit, value: Decimal) -> str:
        """Give a difference for a picture."""
        if unit == "percent":
            return self.signed(unit, value)
        return f"{'−' if value < 0 else '+'}{self.rounded(unit, abs(value))}"

    def short(self, unit: Unit, value: Decimal) -> str:
        """Give a round value in few letters and without its currency: "2.5 M"."""
        if unit == "percent":
            return _plain(numbers.format_percent(value, format="#,##0.# %", locale=self.locale))
        return _plain(numbers.format_compact_decimal(value, locale=self.locale, fraction_digits=1))

    def count(self, value: Decimal | int) -> str:
        """Give a whole number with its thousands marked."""
        return _plain(numbers.format_decimal(round(value), locale=self.locale))

    def exact(self, value: Decimal) -> str:
        """Give a number with up to four decimals."""
        return _plain(numbers.format_decimal(value, format="#,##0.00##", locale=self.locale))

    def percent(self, value: Decimal) -> str:
        """Give a share as a percentage with one decimal."""
        return _plain(numbers.format_percent(value, format="#,##0.0 %", locale=self.locale))

    def whole_percent(self, value: Decimal) -> str:
        """Give a share as a whole percentage."""
        return _plain(numbers.format_percent(value, format="#,##0 %", locale=self.locale))

    def points(self, value: Decimal) -> str:
        """Give a difference of two shares in percentage points, one decimal."""
        return _plain(numbers.format_decimal(value * 100, format="#,##0.0", locale=self.locale))

    def rounded(self, unit: Unit, value: Decimal) -> str:
        """Give a value for a picture: amounts from a hundred on without their cents."""
        if unit != "money" or abs(value) < 100:
            return self.value(unit, value)
        pattern = self.locale.currency_formats["standard"].pattern.replace(".00", "")
        return _plain(numbers.format_currency(
            round(value), self.currency, format=pattern, locale=self.locale, currency_digits=False
        ))  # fmt: skip

    def value(self, unit: Unit, value: Decimal) -> str:
        """Give a value in its metric's unit."""
        match unit:
            case "money":
                return self.money(value)
            case "percent":
                return self.percent(value)
            case _:
                return self.count(value)

    def size(self, size: int) -> str:
        """Give a file's size in kilobytes, or megabytes from one on."""
        if size < 1024 * 1024:
            return f"{self.count(max(round(size / 1024), 1))} KB"
        megabytes = numbers.format_decimal(size / 1024 / 1024, format="0.0", locale=self.locale)
        return f"{_plain(megabytes)} MB"

    def day(self, day: dt.date) -> str:
        """Give a date with weekday, short month and year."""
        pattern = "EEE d MMM y" if self.language == "es" else "EEE, MMM d, y"
        return _plain(dates.format_date(day, pattern, locale=self.locale))

    def short_day(self, day: dt.date) -> str:
        """Give a day and a short month."""
        return _plain(dates.format_skeleton("MMMd", day, locale=self.locale))

    def month(self, day: dt.date) -> str:
        """Give a month and year."""
        return _plain(dates.format_skeleton("yMMM", day, locale=self.locale))

    def period(self, period: Period) -> str:
        """Give the exact days of a period, both ends included."""
        if period.start == period.end:
            return self.day(period.start)
        return _plain(dates.format_interval(period.start, period.end, "yMMMd", locale=self.locale))

    def moment(self, moment: dt.datetime, today: dt.date | None) -> str:
        """Give an hour on the reader's clock, with the date unless it is today's."""
        local = moment.astimezone(ZoneInfo(self.zone))
        time = _plain(dates.format_time(local, "HH:mm", locale=self.locale))
        return time if local.date() == today else f"{self.day(local.date())}, {time}"


def reader(language: Language, phone: str, zone: str, currency: str) -> Reader:
    """Choose the locale: the language, as written in the country of the number.

    A number from a country where another language is written gets Mexico's Spanish or the
    English of the United States.
    """
    country = phonenumbers.region_code_for_number(phonenumbers.parse(phone, None)) or ""
    if language not in get_official_languages(country, de_facto=True):
        country = {"es": "MX", "en": "US"}[language]
    return Reader(language, Locale(language, country), zone, currency, currency)


def shown(name: str) -> str:
    """Make a name from the data harmless in a message: no markup, no control characters."""
    kept = "".join(c for c in name if unicodedata.category(c)[0] != "C")
    kept = " ".join(kept.translate(_MARKUP).split()) or "–"
    return kept if len(kept) <= _LONGEST_NAME else kept[: _LONGEST_NAME - 1] + "…"


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text)
