"""Time zones by what people call them: a city, a country with one hour, "hora del centro"."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from zoneinfo import available_timezones

from babel import Locale, dates
from babel.core import get_global

from vocero.words.normal import fold

_CALLED: Mapping[str, str] = MappingProxyType({
    "hora del centro": "America/Mexico_City", "zona centro": "America/Mexico_City",
    "tiempo del centro": "America/Mexico_City", "del centro": "America/Mexico_City",
    "cdmx": "America/Mexico_City", "df": "America/Mexico_City", "mexico": "America/Mexico_City",
    "guadalajara": "America/Mexico_City", "puebla": "America/Mexico_City",
    "queretaro": "America/Mexico_City", "oaxaca": "America/Mexico_City",
    "veracruz": "America/Mexico_City", "leon": "America/Mexico_City",
    "zona pacifico": "America/Mazatlan", "hora del pacifico": "America/Mazatlan",
    "la paz": "America/Mazatlan", "los cabos": "America/Mazatlan", "culiacan": "America/Mazatlan",
    "zona sureste": "America/Cancun", "quintana roo": "America/Cancun",
    "playa del carmen": "America/Cancun", "tulum": "America/Cancun", "cozumel": "America/Cancun",
    "chetumal": "America/Cancun", "puerto vallarta": "America/Bahia_Banderas",
    "vallarta": "America/Bahia_Banderas", "mexicali": "America/Tijuana",
    "ensenada": "America/Tijuana", "sonora": "America/Hermosillo", "juarez":
    "America/Ciudad_Juarez", "yucatan": "America/Merida",
    "pacific time": "America/Los_Angeles", "pacific": "America/Los_Angeles",
    "mountain time": "America/Denver", "central time": "America/Chicago",
    "eastern time": "America/New_York", "eastern": "America/New_York", "est": "America/New_York",
    "pst": "America/Los_Angeles", "cst": "America/Chicago", "gmt": "Europe/London",
    "utc": "UTC", "ist": "Asia/Kolkata", "cet": "Europe/Madrid",
    "dallas": "America/Chicago", "houston": "America/Chicago", "austin": "America/Chicago",
    "san antonio": "America/Chicago", "miami": "America/New_York", "boston": "America/New_York",
    "atlanta": "America/New_York", "orlando": "America/New_York", "washington":
    "America/New_York", "nyc": "America/New_York", "seattle": "America/Los_Angeles",
    "san francisco": "America/Los_Angeles", "san diego": "America/Los_Angeles",
    "las vegas": "America/Los_Angeles",
    "barcelona": "Europe/Madrid", "sevilla": "Europe/Madrid", "valencia": "Europe/Madrid",
    "canarias": "Atlantic/Canary", "espana": "Europe/Madrid", "spain": "Europe/Madrid",
    "chile": "America/Santiago", "argentina": "America/Argentina/Buenos_Aires",
    "medellin": "America/Bogota", "cali": "America/Bogota", "cartagena": "America/Bogota",
    "ecuador": "America/Guayaquil", "quito": "America/Guayaquil", "uk": "Europe/London",
    "england": "Europe/London", "scotland": "Europe/London", "india": "Asia/Kolkata",
    "mumbai": "Asia/Kolkata", "delhi": "Asia/Kolkata", "new zealand": "Pacific/Auckland",
    "cape town": "Africa/Johannesburg", "south africa": "Africa/Johannesburg",
})  # fmt: skip
"""Names that no table of zones holds, and those that would mean several."""
_SHORT = frozenset({"df", "est", "ist", "uk", "utc", "gmt", "cet", "pst", "cst"})
_CLEAR = re.compile(r"\b(hora|horario|zona|huso|time|zone|timezone|tz)\b")


def zone(text: str) -> str | None:
    """Give the IANA zone that a text names, the longest name first; None when it names none."""
    plain = f" {re.sub(r'[^a-z0-9/_]+', ' ', fold(text))} "
    as_written = re.search(r"\b[A-Z][A-Za-z]+/[A-Za-z_]+(?:/[A-Za-z_]+)?\b", text)
    if as_written and as_written[0] in available_timezones():
        return as_written[0]
    for name in _longest_first():
        if f" {name} " in plain and (name not in _SHORT or _CLEAR.search(plain)):
            return _names()[name]
    return None


@cache
def _longest_first() -> tuple[str, ...]:
    return tuple(sorted(_names(), key=lambda name: (-len(name), name)))


@cache
def _names() -> Mapping[str, str]:
    """Give every known name: cities in both languages, countries of one zone, what people say."""
    return MappingProxyType(dict(_cities()) | dict(_countries()) | dict(_CALLED))


def _cities() -> Iterator[tuple[str, str]]:
    in_use = {zone for zones in get_global("territory_zones").values() for zone in zones}
    for name in sorted(in_use & available_timezones()):
        yield fold(name.rsplit("/", 1)[1].replace("_", " ")), name
        for language in ("es", "en"):
            city = dates.get_timezone_location(name, locale=language, return_city=True)
            yield fold(city), name


def _countries() -> Iterator[tuple[str, str]]:
    for code, zones in get_global("territory_zones").items():
        for language in ("es", "en"):
            country = Locale(language).territories.get(code)
            if country and len(zones) == 1:
                yield fold(country), zones[0]
