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
    0: "hoy oy hpy hoi ahora ahorita today 2day tdy now tonight",
    1: "manana mañana mñn tomorrow tmrw tomorow tomorrow tmr tmw 2moro",
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
    "cuanto cuanta cuantos cuantas quita quitar entro entra esas esos trips adios dips mates "
    "pagadas "
    "pagada pagados pagado fortnightly president presidente pasalo carta cartas semanales "
    "mensuales "
    "quincenales vendieron abrilo mano manos prime presenta presentan dios quanto cuadro cuadros "
    "ventas venta renta rentas metas mesas mesa menos mejor mayor mayores malo marca marcas "
    "marco marcos maria mario marta marte mares partes parte artes entero dinero entre abrir "
    "abrio julia juli juliana junto juntos juan gasto gastos costo agosta pasaje pasajes "
    "pasajero pasajeros paso pasar pasara pasaron pesado pesada posada sabana saber sabados "
    "domingos hay hola hoja hora horas ahorra ahorro ahorrar mana manas mananas manera todos "
    "todas nadie años lasts list lost lest least past paste post match marsh marche mark mary "
    "mayan maya mayas money moneda mouth moth moths weak weeds seek year's near hear dear "
    "yearly monthly weekly daily weekday weekdays quarterly days dias diario diaria diarias "
    "diarios semanal mensual anual trimestral quincenal semestral half-day start started stars "
    "star state states status ended ending send sent spend fines fine find fiend final finally "
    "finalized finaliza finalizadas curse course cursos currently currency current actualiza "
    "actualizar actuales presente presents presento estado estados estan estar esto estoy "
    "estaba ester testing text nest nets net neto netas nuevo nueva same some came sale sales "
    "seme semen semilla semillas hasta hast since sine singe sing sincere desde debe desk done "
    "between being toda todav toddy tody today's torres tours tour tomar tomorrows yes yeah yet "
    "ayes ayuda ayude ayn anos anote manda mandame mandar mandan segun segundos seguro segura "
    "seguir tercio cuartos cuarta quarto quinta primo prima primas proximamente previa previo "
    "previos prices price private periodos periodico thus thud fro fris monk mond month's sunny "
    "sundae sunset satin station jueces juegos juego viene viernes's vier viajes viaje viajeros "
    "friends fridays mondays tuesdays wednesdays thursdays saturdays sundays enera ajeno "
    "ejercicios june's tune dune jube jump july's juicy septimo octavo october's octava nueve "
    "noveno diez resta restar restos rested reset roto rests result results resultado "
    "resultados principal principales inicial iniciar inicia comienza comenzar arrancar "
    "ultimate ultimatum antes anteriormente nexo next's coming's common company compras "
    "companies folowers follow semana's trimester's first firsts fist fast fourth forth fifty "
    "sixth sixty seven eight ninth tenth tens tendencia tent cierres cerrar cierra sierra "
    "fecha's hecho hechos datos dato data date's rate rates dates daters range's orange rank "
    "ranking ranks rango's rangos back's black bank banco beck atrasa atraso atrasos atrasado "
    "through though thought thorough tough thousand tres three there these these's those throw "
    "hace hacer hacen hacia hacemos hice pasemos paseo paseos last's latam latin blast mestre "
    "maestre mas mar mara mall mail mil milan anterior's alerta alertas align before's befor "
    "former fore hall halls hale have halo holds mitades medio media years weeklies weekend's "
    "ends endo quincy quito quien quienes quiero quarters second seconds secondary season "
    "reason estos estas estes bien buen juntas mate marge margen margin merge mayorista "
    "mayoristas marchar marched market aprox april's aprils apriete apple navidades agente "
    "agentes agents agency agencia agencias cancel cancela total totals totales"
) - frozenset(WORDS)
