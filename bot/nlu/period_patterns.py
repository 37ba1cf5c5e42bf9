"""Patterns of period words in Spanish and English, over folded text.

They propose; the trained tagger decides. So they may be generous, and need not know typos.
"""

import re
from typing import Iterator, Tuple

_MONTH = (
    r"(?:enero|ene|febrero|feb|marzo|mar(?=\.|\s+\d)|abril|abr|mayo|may|junio|jun|"
    r"julio|jul|agosto|ago|"
    r"septiembre|setiembre|sept|sep|octubre|oct|noviembre|nov|diciembre|dic|january|jan|"
    r"february|march|april|apr|june|july|august|aug|september|october|november|december|dec)\b\.?"
)
_DAY = (
    r"(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo|lun|mie|jue|vie|sab|dom|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|tues|wed|thu|"
    r"thur|thurs|fri|sat|sun)\b"
)
_UNIT = (
    r"(?:dias?|semanas?|sem|quincenas?|mes(?:es)?|bimestres?|trimestres?|semestres?|anos?|"
    r"finde|fin de semana|fines de semana|days?|weeks?|fortnights?|months?|quarters?|years?|"
    r"weekends?|half|half[- ]year|qtr|yr|wk|wks|mth|mths|wknd)\b"
)
_NUMBER = (
    r"(?:\d{1,3}|un|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|quince|veinte|"
    r"treinta|sesenta|noventa|one|two|three|four|five|six|seven|eight|nine|ten|twelve|"
    r"fifteen|twenty|thirty|sixty|ninety|couple of|few)"
)
_YEAR = r"(?:20\d\d|'\d\d)"
_OF = r"(?:\s+(?:del?|dl?|of))?"
_ORDINAL = r"(?:st|nd|rd|th|ro|do|er|o|º)?"
_HOLIDAY = (
    r"(?:semana santa|easter(?: week| weekend)?|holy week|(?:la )?navidad|christmas(?: week)?|"
    r"spring break|(?:el |este )?puente|(?:las )?fiestas|(?:the )?(?:summer|winter)(?: holidays)?|"
    r"(?:el )?verano|(?:the )?school holidays|(?:this |the )?long weekend|(?:this |"
    r"last |next )?easter|(?:el |este )?finde largo)"
)
_PART = (
    r"(?:[1-4]\s?(?:er|ro|do|to|o)\.?|primer[ao]?|segund[ao]|tercer[ao]?|cuart[ao]|first|"
    r"second|third|fourth|1st|2nd|3rd|4th)"
)
_DATE = (
    rf"(?:20\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/.]\d{{1,2}}(?:[-/.]\d{{2,4}})?|"
    rf"\d{{1,2}}{_ORDINAL}{_OF}\s+{_MONTH}(?:(?:,|{_OF})\s*{_YEAR})?|"
    rf"{_MONTH}\s+\d{{1,2}}\b{_ORDINAL}(?:,?\s+{_YEAR})?)"
)
_NAMED = (
    rf"(?:{_DATE}|{_MONTH}(?:{_OF}\s+{_YEAR})?|(?:el |la )?{_DAY}|{_HOLIDAY}(?:{_OF}\s+{_YEAR})?|"
    rf"(?:q[1-4]|[1-4]q|t[1-4]|h[12]|s[12])(?:{_OF}\s+{_YEAR})?|{_YEAR})"
)
_LAST = (
    r"(?:pasad[oa]s?|anterior(?:es)?|antepasad[oa]|previ[oa]|que (?:viene|entra|paso)|q (?"
    r":viene|entra|paso)|proxim[oa]s?|entrante|actual|en curso)"
)
_THIS = (
    r"(?:est[ea]|esta misma|este mismo|ultim[oa]s?|pasad[oa]s?|proxim[oa]s?|siguientes?|"
    r"this|last|past|previous|prior|next|coming|current|the coming)"
)
_AGO = (
    r"(?:del ano pasado|de hace un ano|last year|a year ago|of last year|de(?:l| la) "
    r"(?:semana|mes|trimestre) (?:pasad[oa]|anterior)|(?:of )?last (?:week|month|quarter))"
)

_PATTERNS = [
    (
        r"(?:hoy|ayer|anteayer|antier|antes de ayer|anoche|manana|pasado manana|ahorita|"
        r"today|yesterday|tomorrow|tmrw|tmr|2moro|tonight|yest|yday|ystd|ystrday|tdy|2day|"
        r"last nite|last night|(?:so far|early|late) today|this (?:morning|afternoon|"
        r"evening|arvo)|esta (?:manana|tarde|noche)|ytd|mtd|wtd|qtd|day before yesterday|"
        r"day after tomorrow)"
    ),
    (
        r"(?:hoy (?:mismo|en dia)|el dia de (?:hoy|ayer|manana)|the day (?:before "
        r"yesterday|after tomorrow))"
    ),
    rf"(?:l[oa]s? |el |the )?{_THIS} (?:{_NUMBER} )?(?:{_UNIT}|{_DAY}|{_MONTH})",
    rf"(?:l[oa]s? |el )?{_NUMBER} {_THIS} {_UNIT}",
    rf"(?:el |la |l[oa]s )?(?:{_NUMBER} )?(?:{_UNIT}|{_DAY}|{_MONTH}) {_LAST}",
    rf"(?:el |la |the )?(?:{_UNIT})",
    rf"(?:el|la) otr[ao] {_UNIT}|the (?:previous|prior|same) (?:one|period)|el periodo anterior",
    rf"hace {_NUMBER} {_UNIT}|{_NUMBER} {_UNIT} (?:ago|atras|back)",
    (
        r"(?:lo )?(?:que|q) (?:va|llevamos|llevo|vamos) (?:del?|dl?) (?:la |el |l )?(?"
        rf":{_UNIT}|{_MONTH})"
    ),
    rf"(?:this |the )?{_UNIT} (?:so far|to date)|so far this {_UNIT}|a la fecha|to date",
    (
        rf"(?:la |the )?{_PART} (?:quincena|mitad|semana|trimestre|semestre|bimestre|half|"
        rf"quarter|week|fortnight)(?: (?:del?|dl?|of) (?:{_MONTH}|el ano|ano|the year|the "
        rf"month|mes|{_YEAR}))?(?:{_OF}\s+{_YEAR})?"
    ),
    rf"(?:la |the )?{_UNIT} (?:antes de la pasada|before last)|(?:el |the )?{_UNIT} before last",
    (
        rf"(?:los |las |the )?(?:primer[oa]s|ultim[oa]s|first|last) {_NUMBER} {_UNIT} (?"
        rf":de|del|of|in) (?:{_MONTH}|mes|ano)"
    ),
    (
        r"(?:la semana|el fin de semana|the week|week|the weekend) (?:del|de|of|starting|"
        rf"from)(?: el| lunes)? (?:{_DATE}|\d{{1,2}}\b)"
    ),
    (
        r"(?:desde|since|a partir de(?:l)?|from) (?:que empezo |el |la |principios de |"
        rf"the start of |)?(?:{_NAMED}|ayer|yesterday|\d{{1,2}}|{_UNIT})"
    ),
    (
        rf"(?:del?|desde|entre|from|between)?\s?(?:el |los |the )?(?:{_NAMED}|"
        rf"\d{{1,2}}{_ORDINAL}) ?(?:al?|hasta|-|–|to|through|thru|until|till) ?(?:el |la |"
        rf"the )?(?:{_NAMED}|hoy|ayer|today|yesterday|\d{{1,2}}{_ORDINAL})(?"
        rf":{_OF}\s+{_MONTH}(?:{_OF}\s+{_YEAR})?)?"
    ),
    (
        rf"(?:entre|between|desde|from)\s(?:el |los |the )?(?:{_NAMED}|\d{{1,2}}{_ORDINAL})"
        r" ?(?:al?|hasta|-|–|to|y|and|through|thru|until|till) ?(?:el |la |the )?(?"
        rf":{_NAMED}|hoy|ayer|today|yesterday|\d{{1,2}}{_ORDINAL})(?:{_OF}\s+{_MONTH}(?"
        rf":{_OF}\s+{_YEAR})?)?"
    ),
    rf"(?:el (?:dia )?)?{_NAMED}",
    r"el (?:dia )?\d{1,2}\b|the \d{1,2}(?:st|nd|rd|th)",
    (
        rf"(?:l[oa] )?mism[oa] (?:dia|mes|periodo|fecha|semana|trimestre) {_AGO}|(?:the )?"
        rf"same (?:day|month|period|week|time|quarter) {_AGO}"
    ),
    rf"(?:{_MONTH}|este mes|esta semana|esta fecha|este trimestre) {_AGO}",
    (
        r"(?:el )?(?:fin de semana|finde)(?: pasado| anterior)?|(?:el )?ano (?:pasado|en "
        r"curso|actual)|year to date|month to date|week to date|quarter to date"
    ),
    (
        r"(?:de aqui a|hasta(?: el)?|until|till|through|por el resto de) (?:fin(?:ales)? "
        r"de(?:l)? (?:mes|ano|semana)|que acabe el (?:mes|ano)|(?:the )?end of (?:the |"
        rf"this )?(?:month|year|week|quarter)|month end|year end|{_NAMED}|hoy|manana|"
        r"tomorrow)"
    ),
    rf"(?:el )?resto de(?:l| la) {_UNIT}|(?:the )?rest of (?:the |this ){_UNIT}",
    rf"{_NUMBER} {_UNIT}",
]
PERIOD_WORDS = frozenset(
    re.findall(
        r"[a-z]{4,}",
        f"{_MONTH} {_DAY} {_UNIT} {_HOLIDAY} {_THIS} hoy ayer anteayer antier manana pasado "
        "pasada today yesterday tomorrow anterior",
    )
)
# "ene." is cut short; after a month in full a dot ends the sentence.
_FULL_STOP = re.compile(r"(?:[a-z]{5,}|mayo|may|july|june)\.$")
_COMPILED = [re.compile(rf"\b(?:{pattern})(?![\w:%]|[.,]\d)") for pattern in _PATTERNS]


def propose(folded: str) -> Iterator[Tuple[int, int]]:
    """The longest proposals come first and never overlap."""
    found = {match.span() for pattern in _COMPILED for match in pattern.finditer(folded)}
    taken: list = []
    for start, end in sorted(found, key=lambda span: (span[0] - span[1], span[0])):
        while start < end and folded[start].isspace():
            start += 1
        end -= bool(_FULL_STOP.search(folded[start:end]))
        if start < end and all(end <= left or right <= start for left, right in taken):
            taken.append((start, end))
            yield start, end
