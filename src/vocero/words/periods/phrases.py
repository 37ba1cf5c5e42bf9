"""Word sequences that mean one thing together: data only."""

from vocero.words.periods.period import Unit
from vocero.words.periods.terms import OTHER, Day, Mark, Named, Number, Term, UnitWord

Meaning = tuple[Term, ...]

_NEXT = (
    "que viene",
    "que vienen",
    "que entra",
    "que entran",
    "que sigue",
    "que siguen",
    "por venir",
)
_LAST = ("que paso", "que termino", "que acaba de pasar", "que acaba de terminar", "recien pasado")
_TO_DATE = (
    "a la fecha", "hasta la fecha", "a hoy", "hasta hoy", "hasta el dia de hoy", "hasta ahora",
    "hasta el momento", "hasta este momento", "al dia de hoy",
    "so far", "to date", "- to - date", "to today", "until today", "until now", "up to now",
    "up to today", "up to date", "through today", "till today", "till now", "to now", "as of today",
    "thus far",
)  # fmt: skip
_SO_FAR = (
    "lo que va",
    "lo que llevamos",
    "lo que llevo",
    "lo que lleva",
    "lo que ha ido",
    "lo que va ya",
    "lo que corre",
    "acumulado",
    "lo que ha transcurrido",
)
_NOW = (
    "en este momento",
    "este momento",
    "al momento",
    "de momento",
    "right now",
    "por ahora",
    "at the moment",
    "dia de hoy",
    "a dia de hoy",
    "this arvo",
    "hoy mismo",
    "hoy dia",
    "esta manana",
    "this morning",
    "esta tarde",
    "this afternoon",
    "esta noche",
    "this evening",
    "dia en curso",
)
_YESTERDAY = (
    "last night",
    "dia de ayer",
    "ayer mismo",
    "day before",
)
_BEFORE_YESTERDAY = ("antes de ayer", "day before yesterday", "antes d ayer", "anoche anterior")
_AFTER_TOMORROW = ("pasado manana", "day after tomorrow")
_TOMORROW = ("dia de manana", "next day", "dia siguiente", "manana mismo")
_SINCE = ("a partir", "apartir", "en adelante", "para aca", "pa aca", "pa ca", "p ' aca",
          "starting from", "starting on", "beginning on", "starting",
          "que inicia", "que empieza", "que comienza")  # fmt: skip
_END_OF = (
    "que acabe",
    "que termine",
    "que se acabe",
    "que se termine",
    "que finalice",
    "que cierre",
)
_START_OF = ("que empezo", "que inicio", "que comenzo", "que arranco")
_REST_OF = ("lo que queda", "lo que resta", "lo que falta", "what is left", "what's left")
_EASTER = ("semana santa", "easter week", "holy week", "semana de pascua")
_HOLIDAYS = {
    "easter_sunday": ("easter sunday", "domingo de pascua", "domingo de resurreccion"),
    "good_friday": ("good friday", "viernes santo"),
    "maundy_thursday": ("jueves santo", "maundy thursday", "holy thursday"),
    "christmas": ("christmas day", "dia de navidad"),
    "christmas_eve": ("christmas eve",),
    "new_years_eve": ("new year 's eve", "new years eve", "new year eve", "noche vieja"),
    "new_year": ("ano nuevo", "new year 's day", "new years day", "new year", "new year 's"),
    "epiphany": ("dia de reyes",),
    "valentine": ("san valentin", "valentine 's day", "valentines day"),
    "all_souls": ("dia de muertos", "dia de los muertos", "day of the dead"),
    "black_friday": ("black friday", "viernes negro"),
    "thanksgiving": ("thanksgiving day", "dia de accion de gracias"),
}
_UNITS: dict[Unit, tuple[str, ...]] = {
    "weekend": ("fin de semana", "fin d semana", "fin de sem", "fin semana", "week end"),
    "half": ("half year", "half - year", "medio ano"),
    "year": (
        "fiscal year",
        "financial year",
        "financial year",
        "ano fiscal",
        "ejercicio fiscal",
        "calendar year",
        "ano calendario",
    ),
    "month": ("calendar month", "mes calendario"),
}
_CURRENT: dict[str, Unit] = {
    "ytd": "year", "qtd": "quarter", "mtd": "month", "wtd": "week", "htd": "half",
}  # fmt: skip
_MANY_UNITS: dict[Unit, tuple[str, ...]] = {
    "weekend": ("fines de semana", "week ends"),
    "half": ("half years",),
}
_SAME = {
    ("this time", "same time", "a estas alturas", "este periodo", "this period"): (
        Mark("same"),
        Mark("period"),
    ),
}


def _collect() -> dict[tuple[str, ...], Meaning]:
    table: dict[tuple[str, ...], Meaning] = {}

    def put(spellings: tuple[str, ...], *meaning: Term) -> None:
        table.update({tuple(spelling.split()): meaning for spelling in spellings})

    put(_NEXT, Mark("next"))
    put(_LAST, Mark("last"))
    put(_TO_DATE, Mark("to_date"))
    put(_SO_FAR, Mark("this"))
    put(("en curso",), Mark("this"))
    put(_NOW, Day(0))
    put(_YESTERDAY, Day(-1))
    put(_BEFORE_YESTERDAY, Day(-2))
    put(_TOMORROW, Day(1))
    put(_AFTER_TOMORROW, Day(2))
    put(_SINCE, Mark("since"))
    put(_END_OF, Mark("end_of"))
    put(_START_OF, Mark("start_of"))
    put(_REST_OF, Mark("rest_of"))
    put(("half past", "quarter past"), OTHER)
    put(("de aqui a", "de aqui al", "de aqui hasta"), Day(0), Mark("until"))
    put(("de aca a", "de aca al", "de aca hasta"), Day(0), Mark("until"))
    put(("a couple of", "a couple", "couple of", "un par de"), Number(2))
    put(("back in",))
    put(("before last",), Mark("before_last"))
    put(("fin de", "fin del", "end of", "end of the", "final de", "final del"), Mark("end_of"))
    put(_EASTER, Named("easter_week"))
    for name, spellings in _HOLIDAYS.items():
        put(spellings, Named(name))
    for unit, spellings in _UNITS.items():
        put(spellings, UnitWord(unit))
    for unit, spellings in _MANY_UNITS.items():
        put(spellings, UnitWord(unit, many=True))
    for word, unit in _CURRENT.items():
        put((word,), UnitWord(unit), Mark("to_date"))
    for spellings, meaning in _SAME.items():
        put(spellings, *meaning)
    return table


PHRASES = _collect()
LONGEST = max(len(words) for words in PHRASES)
PHRASE_WORDS = frozenset(word for words in PHRASES for word in words if word.isalnum())
