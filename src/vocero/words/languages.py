"""Which language a message is in: Spanish, English, or neither for certain."""

import re
from typing import Literal

from vocero.words.normal import Speller, fold, words

Language = Literal["es", "en"]

_SPANISH_GRAMMAR = words(
    "podes responder responde respondeme mandes manden deseo desea recibir volver molestar "
    "conforme molestes envies quisieramos sabes saben sabemos hiciste hicieron traeme trae "
    "ayudame el la los las lo un una unos unas del al de y o que q ke cual cuales quien quienes "
    "como cuando donde cuanto cuanta cuantos cuantas por para con sin sobre entre desde hasta "
    "hacia segun es son era fue fueron sera seran esta estan estamos estoy estas hay habia hubo "
    "habra tengo tienes tiene tenemos tienen ver dame dime deme damelo damelas mandame "
    "mandamelo mandalo manda envia enviame enviamelo muestra muestrame mostrame mostra pasame "
    "pasa ponme quiero quieres quiere queremos quisiera necesito necesitamos puedes puede "
    "podemos puedo podrias podria vamos va vas voy van llevamos llevo lleva llevan hemos han ha "
    "vendi vendimos vendio vendieron vender vende venden vendido vendiendo hicimos hizo hice "
    "hacer haz hace gano gane ganamos ganaron cobrar cobro pagar pagan pagaron deben debe "
    "debemos subieron bajaron subio bajo baja sube cayeron cayo caen supere superen pase pasen "
    "llegue llegan llego salio salieron sale activa activame avisame avisa avisen cancela "
    "cancelame quita quitame borra elimina cambia cambiame compara cuentame explicame explica "
    "calcula calculan significa saber decir dices diganme digame hablar hablame habla exporta "
    "bajame descarga suscribeme apaga desactiva pausa reanuda olvidalo deja dejame mi mis tu "
    "tus su sus nuestro nuestra nuestros nos te se les le muy tambien pero si porque pues "
    "entonces solo solamente todo toda todos todas este ese esa estos esos esas eso esto aqui "
    "ahi cada otra otro otros algun alguna algo nada nadie nunca siempre ya mas menos mejor "
    "peor mejores peores mayor favor porfa porfavor porfis xfa xfavor gracias hola buenos "
    "buenas adios oye oiga claro vale ahorita hubieron vino vinieron seria eres soy somos anda "
    "andan andamos quedo queda quedan falta faltan genera conviene dio dieron perdimos cerramos "
    "cerro confirmaron cancelaron reservaron viajan viajaron compro compraron regreso contra "
    "durante excepto incluyendo junto q' pa xq"
)
_ENGLISH_GRAMMAR = words(
    "connect order write sing used use using quit messaging without reply answer speaking keep "
    "start starting know wondering gotta hey please plz were try trying check the an of and or "
    "but for with from by at in on into about than then is are was be been being am do does did "
    "done doing have had having i you he's she we they it its it's this that these those my "
    "your our their his her what whats what's which who whos who's whom when where why how hows "
    "how's much many show give send tell get gimme lemme let lets want wanna need would could "
    "should can can't will won't shall may might must make made see look compare sold sell "
    "selling earn earned earning owe owed pay paid perform performing explain calculate "
    "calculated mean means remind notify cancel resume pause turn switch change forget remove "
    "delete download export break drop drops dropped fall falls fell rise rose went go goes "
    "going come comes came so far up down out off over under below above only just also not "
    "don't dont doesn't didn't isn't aren't i'm im i'd i'll we're we've there here any every "
    "each all some most more less best worst better top-selling thanks thank thx hi hello bye "
    "good morning yes yeah no's if because as to u ur gonna got has hasn't until since between "
    "per against during except including instead talk speak talking happened wrong close closed "
    "booked travelled traveling travelling cancelled canceled expected unusual like put them us "
    "me's another nothing something right working never mind nevermind"
)
_SPANISH_TIME = words(
    "hoy ayer antier anteayer manana ahora ahorita mes meses semana semanas ano anos dia dias "
    "quincena quincenas trimestre semestre bimestre finde lunes martes miercoles jueves viernes "
    "sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre "
    "noviembre diciembre pasado pasada pasados pasadas proximo proxima proximos proximas ultimo "
    "ultima ultimos ultimas anterior siguiente noche tarde navidad primer primera segundo "
    "segunda tercer diario semanal mensual trimestral anual"
)
_ENGLISH_TIME = words(
    "today yesterday tomorrow now tonight month months week weeks year years day days quarter "
    "weekend monday tuesday wednesday thursday friday saturday sunday january february march "
    "april june july august september october november december last next previous past ago "
    "morning night afternoon christmas easter first second third daily weekly monthly quarterly "
    "yearly current"
)
_SPANISH_THINGS = words(
    "castellano fotos modo silencio mensajes mensaje soporte lista ventas venta reserva "
    "reservas comision comisiones pasajero pasajeros cancelacion cancelaciones sucursal "
    "sucursales agente agentes vendedor vendedora vendedores cliente clientes producto "
    "productos destino destinos meta metas objetivo rentabilidad ganancia ganancias utilidad "
    "utilidades margen costo costos pronostico prediccion ocupacion alerta alertas suscripcion "
    "suscripciones suscribir ayuda reporte reportes informe informes estado perfil idioma "
    "exportar comparar cancelar baja alta anomalia anomalias ingresos facturacion dinero pesos "
    "dolares grafica grafico tabla equipo equipos socio socios canal canales region regiones "
    "viaje viajes numero numeros dato datos tasa promedio boleto ticket' netas brutas neta "
    "bruta pendientes confirmadas canceladas pagadas reembolsos sistema nivel permiso permisos "
    "espanol ingles lugares asientos cupo horario correo resumen tablero"
)
_ENGLISH_THINGS = words(
    "support song letter capacity messages message list quiet mode pictures sales sale booking "
    "bookings commission commissions passenger passengers cancellation cancellations branch "
    "branches agent agents seller sellers customer customers client clients product products "
    "destination destinations goal goals target targets profit profits profitability margin "
    "cost costs forecast prediction occupancy alert alerts subscription subscriptions subscribe "
    "unsubscribe help report reports status profile language compare export anomaly anomalies "
    "revenue income money dollars chart graph table team teams partner partners channel "
    "channels region's trip trips number numbers data rate average net gross pending confirmed "
    "paid unpaid refunds refund system level permissions spanish english seats email summary "
    "performance earnings why goodbye growth spreadsheet"
)
_BOTH = words(
    "versus bye a me no he has come once as do top kpi kpis dashboard menu pdf excel csv tour "
    "tours pax total general final online web whatsapp email usd eur mxn ok hotel stop start vs "
    "media real error normal social local bot red pan ten sin son van dos data q1 q2 q3 q4 "
    "in/out ranking marketing parking ytd mtd qtd wtd"
)
# "sin", "son", "van" are Spanish grammar and rare in English questions about sales.
_SPANISH = _SPANISH_GRAMMAR | {"sin", "son", "van", "dos", "tres", "cuatro", "cinco", "diez", "mil"}
_ENGLISH = _ENGLISH_GRAMMAR | {"two", "three", "four", "five", "ten", "do", "as", "hundred"}
_PLACES = re.compile(
    r"\b(?:playa del carmen|viña del mar|vina del mar|mar del plata|playa del mar|los cabos|la paz|"
    r"los angeles|las vegas|el salvador|la habana|el paso|el cairo|las palmas|el calafate|"
    r"punta del este|san miguel de allende|isla de pascua|cabo san lucas|costa rica|"
    r"san luis potosi|santiago de chile|la romana|el bajio|del valle|de la cruz)\b"
)
_WEIGHTS: tuple[tuple[frozenset[str], frozenset[str], float], ...] = (
    (_SPANISH, _ENGLISH, 2.0),
    (_SPANISH_TIME, _ENGLISH_TIME, 1.5),
    (_SPANISH_THINGS, _ENGLISH_THINGS, 1.0),
)
_SPANISH_ENDINGS = (
    "cion", "ciones", "amos", "imos", "aron", "ieron", "ando", "iendo", "mente", "dades", "dad",
    "ame", "eme", "amelo", "arme", "aste", "iste", "aban", "aria", "ieran",
)  # fmt: skip
_ENGLISH_ENDINGS = ("ing", "tion", "tions", "ness", "ly", "n't", "'s", "'re", "'ve", "'ll", "ght")
_WORD = re.compile(r"(?<![a-z\d])[a-z]+(?:'[a-z]+)?(?![a-z\d])")
_LEAST_LEAD = 0.5


def _vocabulary(index: int) -> frozenset[str]:
    return frozenset(word for row in _WEIGHTS for word in row[:2][index])


_KNOWN = (_vocabulary(0), _vocabulary(1))
_SPELLERS = tuple(
    Speller({word for word in known if len(word) >= 5}, _BOTH | _KNOWN[0] | _KNOWN[1])
    for known in _KNOWN
)


def detect(text: str) -> Language | None:
    """Give the message's language, or None when it is unclear or says nothing of either.

    The words that hold a sentence together weigh most, so "dame las sales de hoy" is Spanish and
    "show me ventas by branch" English. Names, numbers and words of both languages do not count.
    """
    sample = text[:1000]
    words = _words(sample)
    spanish, english = _score(words)
    if spanish or english:
        spanish += _marks(sample)
    elif "¿" in sample or "¡" in sample:
        return "es" if words else None
    if abs(spanish - english) < _LEAST_LEAD:
        return None
    return "es" if spanish > english else "en"


def _words(text: str) -> list[str]:
    if not text.isupper():
        text = _without_names(text)
    plain = _PLACES.sub(" ", fold(text)).replace("w/o", "without").replace("w/", "with ")
    return _WORD.findall(plain)


def _without_names(text: str) -> str:
    """Drop the article or preposition inside a capitalised name: "Los Cabos", "La Paz"."""
    return re.sub(r"(?<=\s)(?:El|La|Los|Las|Del|De|The|San|Santa)\s+(?=[A-ZÁÉÍÓÚÑ])", " ", text)


def _score(words: list[str]) -> tuple[float, float]:
    spanish = english = 0.0
    for word in words:
        left, right = _weigh(word)
        spanish += left
        english += right
    return spanish, english


def _weigh(word: str) -> tuple[float, float]:
    """Give what one word says for Spanish and for English."""
    for spanish, english, weight in _WEIGHTS:
        if word in spanish or word in english:
            return weight * (word in spanish), weight * (word in english)
    if word in _BOTH or len(word) < 4:
        return 0.0, 0.0
    return _guess(word)


def _guess(word: str) -> tuple[float, float]:
    """Weigh an unknown word by the word it misspells, else by its ending."""
    left, right = (speller.correct(word) for speller in _SPELLERS)
    if (left is None) != (right is None):
        return (1.2, 0.0) if left else (0.0, 1.2)
    if len(word) >= 6:
        if word.endswith(_SPANISH_ENDINGS):
            return 0.7, 0.0
        if word.endswith(_ENGLISH_ENDINGS):
            return 0.0, 0.7
    return 0.0, 0.0


def _marks(text: str) -> float:
    """Weigh the signs that only Spanish has."""
    lowered = text.lower()
    score = 1.5 * ("¿" in text or "¡" in text)
    return score + (
        1.0 if re.search(r"\b(?:qué|cuánt|cuál|cómo|dónde|quién|año|más)", lowered) else 0
    )
