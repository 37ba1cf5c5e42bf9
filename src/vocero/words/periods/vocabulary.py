"""The words of periods, in Spanish and English, with their phone spellings: data only."""

from vocero.words.normal import words
from vocero.words.periods.period import Unit
from vocero.words.periods.terms import (
    Day,
    Mark,
    MarkName,
    Month,
    MonthStyle,
    Named,
    Ordinal,
    Term,
    UnitWord,
    Weekday,
)

_MONTHS: dict[MonthStyle, tuple[str, ...]] = {
    "es": (
        "enero ene", "febrero", "marzo mzo", "abril abr", "mayo", "junio", "julio",
        "agosto ago agto",
        "septiembre setiembre", "octubre", "noviembre", "diciembre dic",
    ),
    "en": (
        "january jan", "february", "march", "april apr", "", "june", "july", "august aug",
        "september", "october", "november", "december dec",
    ),
    "both": (
        "", "feb", "mar", "", "may", "jun", "jul", "", "sep sept", "oct", "nov", "",
    ),
}  # fmt: skip
_WEEKDAYS = (
    "lunes lun lns monday mon",
    "martes tuesday tue tues",
    "miercoles mie mier miercoles wednesday wed weds wensday wendsday",
    "jueves jue juev thursday thu thur thurs",
    "viernes vie vier friday fri",
    "sabado sab saturday sat",
    "domingo dom sunday sun",
)
_UNITS: dict[Unit, tuple[str, str]] = {
    "day": ("dia day", "dias days"),
    "week": ("semana week wk wek", "semanas weeks wks"),
    "fortnight": (
        "quincena qna quinc kincena quinsena quin fortnight",
        "quincenas qnas fortnights",
    ),
    "month": ("mes month mth mez", "meses months mths"),
    "bimester": ("bimestre bim bimester", "bimestres bimesters"),
    "quarter": ("trimestre trim tri trimester quarter qtr", "trimestres trims quarters qtrs"),
    "half": ("semestre semester half mitad", "semestres semesters halves"),
    "year": ("año ano anio year yr ejercicio fy", "años anos anios years yrs"),
    "weekend": ("finde weekend wknd", "findes weekends"),
}
_MARKS: dict[MarkName, str] = {
    "last": "pasado pasada pasados pasadas pas anterior anteriores ant previous prev "
    "prior preceding",
    "before_last": "antepasado antepasada antepasados antepasadas trasanterior",
    "next": "proximo proxima proximos proximas prox siguiente siguientes sig entrante venidero "
    "venidera following",
    "this": "actual current curso corriente present",
    "same": "mismo misma mismos mismas same",
    "ago": "hace hac ase atras back",
    "since": "desde dsd since onwards onward",
    "to": "al to",
    "until": "hasta asta hsta until till til through thru",
    "between": "entre between btw",
    "and": "y e and &",
    "start_of": "inicio inicios principio principios comienzo arranque start beginning",
    "end_of": "fin fines final finales cierre end acabe acaba termine termina acabar terminar",
    "rest_of": "resto rest remainder remaining",
    "period": "periodo period fecha fechas date dates rango range lapso",
    "one_before": "before",
}
_LEADING_MARKS: dict[MarkName, str] = {
    "last": "ultimo ultima ultimos ultimas ult ulti ults last lst past",
    "next": "next nxt coming upcoming",
    "this": "este esta estos estas est ste this these",
    "first": "primeros primeras",
}
_ORDINALS = (
    "primer primero primera first",
    "segundo segunda second",
    "tercer tercero tercera third",
    "cuarto cuarta fourth",
    "quinto quinta fifth",
    "sexto sexta sixth",
    "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth",
    "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth",
)  # fmt: skip
_DAYS = {
    -2: "antier anteayer antayer antiayer",
    -1: "ayer aier ayr yesterday yday yest anoche",
    0: "hoy oy hpy hoi ahora ahorita today 2day tdy now tonight 2nite",
    1: "manana mañana mñn tomorrow tmrw tomorow tomorrow tmr tmw 2moro 2morrow",
}
_HOLIDAYS = {
    "easter_week": "easter",
    "christmas": "navidad christmas xmas",
    "christmas_eve": "nochebuena",
    "new_years_eve": "nochevieja",
    "halloween": "halloween",
    "thanksgiving": "thanksgiving",
}

NOISE = words(
    "el la las lo l the over de del d dl da of en in on for from during durante duran para xa p at "
    "todo toda all whole entire entero entera full completo completa total within dentro"
)
OF = frozenset({"de", "del", "d", "dl", "of"})
PLURAL_ARTICLE = "los"
WIDE = frozenset({"sem", "sems"})


def _without_accents(text: str) -> list[str]:
    return text.replace("ñ", "n").split()


def _collect() -> dict[str, Term]:
    words: dict[str, Term] = {}
    for style, names in _MONTHS.items():
        for index, spellings in enumerate(names):
            words |= {word: Month(index + 1, style) for word in spellings.split()}
    for index, spellings in enumerate(_WEEKDAYS):
        words |= {word: Weekday(index) for word in spellings.split()}
    for unit, (one, many) in _UNITS.items():
        words |= {word: UnitWord(unit) for word in _without_accents(one)}
        words |= {word: UnitWord(unit, many=True) for word in _without_accents(many)}
    words |= {word: UnitWord("week", short=True) for word in WIDE}
    for mark, spellings in _MARKS.items():
        words |= {word: Mark(mark) for word in spellings.split()}
    for mark, spellings in _LEADING_MARKS.items():
        words |= {word: Mark(mark, leads=True) for word in spellings.split()}
    for index, spellings in enumerate(_ORDINALS):
        words |= {word: Ordinal(index + 1) for word in spellings.split()}
    for offset, spellings in _DAYS.items():
        words |= {word: Day(offset) for word in _without_accents(spellings)}
    for name, spellings in _HOLIDAYS.items():
        words |= {word: Named(name) for word in spellings.split()}
    return words


WORDS = _collect()

_SHORT_TARGETS = words("ayer dias week year last next mayo")
_UNSLIPPED: frozenset[MarkName] = frozenset(
    {"period", "start_of", "end_of", "rest_of", "ago", "and", "to", "one_before", "between"}
)
# The words that a typo may stand for: long enough to be told from other words.
TARGETS = _SHORT_TARGETS | {
    word
    for word, term in WORDS.items()
    if len(word) >= 5 and not (isinstance(term, Mark) and term.name in _UNSLIPPED)
}

# Real words one slip away from the vocabulary; none of them is ever taken for it.
UNTOUCHABLE = words(
    "abrilo abrio abrir adios agosta ahorra augusto augustus ayes bimestral carta combing "
    "cuanta cuanto currency currently curse dial diar diaz dies dios dips dominio domino "
    "eastern ejercito enera entro esas esos estan estar ester estes esto estoy find finder "
    "finds fine fist forth fortnightly hast jueces juli julia junto least lest list lost luces "
    "lunas lust mago malo mano marca marche mares mario marsh marte match mates maya mayor "
    "mesas moth moths mouth mouths munday nest newt nexo pagada pagadas pagado pagados parado "
    "pasaba pasalo pasando pasara pesada pesado posada posado presenta presentan presente "
    "presented presento president previos previously prime primes quanto quarterly quincenal "
    "quincenales quincy quintal quita quito salado semanal semanales semestral sexo siguiendo "
    "sine singe sundae tent ternera there thorough those though toady todas todav toddy "
    "tours trimestral trips ultimate untie vendieron weak weeds yeah yearn"
)
