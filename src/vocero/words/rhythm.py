"""How often something comes: "cada lunes", "diario", "los martes y jueves", "at month end"."""

import re
from dataclasses import dataclass
from typing import Literal

from vocero.words.normal import Folded, fold, folded

Frequency = Literal["daily", "weekdays", "weekly", "fortnightly", "monthly", "month_end"]
FREQUENCIES: tuple[Frequency, ...] = (
    "daily", "weekdays", "weekly", "fortnightly", "monthly", "month_end",
)  # fmt: skip

_DAYS = (
    "lunes|lun|mondays?|mon", "martes|mar|tuesdays?|tues?", "miercoles|mie|wednesdays?|wed",
    "jueves|jue|thursdays?|thurs?|thu", "viernes|vie|fridays?|fri", "sabados?|sab|saturdays?|sat",
    "domingos?|dom|sundays?|sun",
)  # fmt: skip
_DAY = "|".join(_DAYS)
_EACH = r"(?:todos los|cada|los|el|every|each|on|all the)\s+"
_AND = r"\s*(?:,|/|&|\by\b|\be\b|\band\b|\bni\b|\bor\b|\bo\b)\s*(?:cada |los |el |on |every )?"
_NAMED = re.compile(
    rf"\b(?:{_EACH}(?:{_DAY})\b(?:{_AND}(?:{_DAY})\b)*"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days\b"
    rf"(?:{_AND}(?:mon|tues|wednes|thurs|fri|satur|sun)days\b)*)"
)
_BARE = re.compile(rf"\b(?:{_DAY})\b(?:{_AND}(?:{_DAY})\b)*")
_EACH_DAY = re.compile(rf"\b(?:{_DAY})\b")
_NTH = r"(?:1|1o|1ro|1ero|primero|uno|primer dia|1st|first(?: day)?|dia 1|dia primero)"
_SAID: tuple[tuple[Frequency, str], ...] = (
    ("month_end",
     r"(?:a |al |cada |los )?(?:fin|fines|final|finales|cierre) (?:de |del )(?:cada )?mes|"
     r"(?:el |los )?ultimo dia (?:del|de cada|de) mes|(?:at )?(?:the )?month[- ]?ends?|"
     r"(?:at |on )?(?:the )?(?:end|close|last day) of (?:the|each|every) month|"
     r"when the month closes"),
    ("monthly",
     rf"(?:el |los |cada |on the |the )?(?:dias? )?{_NTH} (?:de|of) (?:cada|each|every|the) "
     rf"(?:mes|month)|(?:el |cada |the )?{_NTH} (?:del|de cada|of the|of each) (?:mes|month)|"
     r"cada (?:dia )?(?:primero|1o|1ro) de mes"),
    ("weekdays",
     r"(?:de |los )?lun(?:es)? a vie(?:rnes)?|entre semana|"
     r"(?:los |cada |todos los )?dias? (?:habil(?:es)?|laborables?|laborales?)|"
     r"(?:on |every |each )?week ?days?|mon(?:day)? ?(?:to|thru|through|-) ?fri(?:day)?|"
     r"(?:on |every |each )?(?:work(?:ing)?|business) ?days?"),
    ("fortnightly",
     r"quincenal(?:es|mente)?|(?:cada|todas las|por|a la) quincenas?|"
     r"cada (?:dos semanas|2 semanas|quince dias|15 dias)|"
     r"dos veces al mes|bi-?weekly|fortnightly|"
     r"every (?:two|other|2|second) weeks?|every fortnight|twice (?:a|per) month"),
    ("weekly",
     r"semanal(?:es|mente)?|(?:cada|todas las|una vez (?:a|por) (?:la )?) ?semanas?|weekly|"
     r"(?:every|each|once a|once per) week|week by week"),
    ("monthly",
     r"mensual(?:es|mente)?|(?:cada|todos los|una vez al) mes(?:es)?|monthly|month by month|"
     r"(?:every|each|once a|once per) month"),
    ("daily",
     r"diari[oa]s?|diariamente|a diario|cada (?:dia|manana|noche|tarde)s?|"
     r"tod[oa]s l[oa]s (?:dias|mananas|noches|tardes)|al final del dia|"
     r"daily|(?:every|each) ?(?:day|morning|night|evening|afternoon|arvo)|everyday|nightly|"
     r"dia (?:a|por) dia|day by day|los dias"),
)  # fmt: skip
"""Tried in this order: the longer ones hold words of the shorter ones."""
_WORDS = tuple((frequency, re.compile(rf"\b(?:{words})\b")) for frequency, words in _SAID)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often. `weekdays` (0 is Monday) are those of a weekly one; () when none was named.

    Fortnightly is each quincena: the day after it ended, the 1st and the 16th. Monthly is the 1st.
    """

    frequency: Frequency
    weekdays: tuple[int, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether the days are known: a weekly one needs its weekday."""
        return self.frequency != "weekly" or bool(self.weekdays)


@dataclass(frozen=True, slots=True)
class Heard:
    """A rhythm and where in the text it stands, as start and end."""

    rhythm: Rhythm
    spans: tuple[tuple[int, int], ...]


def rhythm(text: str, *, bare: bool = False) -> Heard | None:
    """Find how often something is to come, or None when the text does not say.

    With `bare` a weekday alone counts ("martes"), as in an answer to the question for it;
    otherwise it must be said as a habit ("los martes", "every Tuesday").
    """
    plain = folded(text)
    for frequency, pattern in _WORDS:
        found = pattern.search(plain.text)
        if found is None:
            continue
        own = (plain.span(*found.span()),)
        named = _weekdays(plain, bare=bare) if frequency in {"weekly", "daily"} else None
        if named is not None:
            return Heard(named.rhythm, (*named.spans, *own))
        return Heard(Rhythm(frequency), own)
    return _weekdays(plain, bare=bare)


def _weekdays(plain: Folded, *, bare: bool) -> Heard | None:
    """Find weekdays: all of those that are said as a habit, or any with `bare`."""
    found = list(_NAMED.finditer(plain.text))
    if not found and bare:
        found = list(_BARE.finditer(plain.text))
    if not found:
        return None
    days = {_number(word) for one in found for word in _EACH_DAY.findall(one[0])}
    spans = tuple(plain.span(*one.span()) for one in found)
    return Heard(Rhythm("weekly", tuple(sorted(days))), spans)


def _number(word: str) -> int:
    return next(n for n, names in enumerate(_DAYS) if re.fullmatch(names, word))


def weekdays(text: str) -> tuple[int, ...]:
    """Give every weekday that a text names (0 is Monday); "fin de semana" is two of them."""
    plain = fold(text)
    days = {_number(word) for word in _EACH_DAY.findall(plain)}
    if re.search(r"\b(fin(es)? de semana|finde|weekends?)\b", plain):
        days |= {5, 6}
    return tuple(sorted(days))
