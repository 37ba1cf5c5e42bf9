"""Amounts as people write them: money, percentages and plain counts."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from vocero.words.normal import fold, words
from vocero.words.numbers import leading, pieces

AmountUnit = Literal["money", "percent", "count"]

_CURRENCIES = {
    "USD": "usd us$ u$s dolar dolares dollar dollars dlls dlls dls dlr bucks usdollars",
    "EUR": "eur € euro euros",
    "MXN": "mxn mx$ mxp",
    "GBP": "gbp £ libra libras pound pounds quid",
    "CAD": "cad ca$",
    "ARS": "ars ar$",
    "COP": "cop",
    "CLP": "clp",
    "PEN": "pen sol soles s/",
    "BRL": "brl r$ real reales reais",
}
_BY_WORD = {word: iso for iso, words in _CURRENCIES.items() for word in words.split()}
_PESOS_OF = {
    "mexicano": "MXN", "mexicanos": "MXN", "mexican": "MXN",
    "argentino": "ARS", "argentinos": "ARS", "argentine": "ARS",
    "colombiano": "COP", "colombianos": "COP", "colombian": "COP",
    "chileno": "CLP", "chilenos": "CLP", "chilean": "CLP",
}  # fmt: skip
_DOLLARS_OF = {
    "americanos": "USD", "estadounidenses": "USD", "us": "USD", "american": "USD",
    "canadienses": "CAD", "canadian": "CAD",
}  # fmt: skip
_PESOS = frozenset({"peso", "pesos", "pesitos", "varos"})
_MILLIONS_OF = {"mdp": "pesos", "mdd": "dolares", "mde": "euros"}
_PERCENT = re.compile(
    r"%|\b(?:por\s?ciento|porciento|por\s?cien|per\s?cent|percentage|percent|pct)\b"
)
_FILLER = words(
    "el los las la de del a of the over under mas menos que sobre than about unos unas como cerca "
    "aprox approx around least most por to al en in lo"
)
_THINGS = words(
    "reserva reservas booking bookings pasajero pasajeros passenger passengers pax venta ventas "
    "sale sales cancelacion cancelaciones cancellation cancellations persona personas people "
    "asientos seats unidades units boletos tickets"
)
_SIGN = re.compile(r"(mx|us|ar|ca|r)\$|u\$s|s/(?=\s?\d)|[$€£]")


@dataclass(frozen=True, slots=True)
class Amount:
    """A value and what it measures.

    `currency` is an ISO code, or None when none was said: a bare "$" is the company's money.
    """

    value: Decimal
    unit: AmountUnit
    currency: str | None = None


def amount(text: str, pesos: str = "MXN") -> Amount | None:
    """Give the amount that the whole text says, or None when it says anything else.

    `pesos` is the currency that "pesos" means to this company when no country is named.
    """
    if len(text) > 300:
        return None
    plain = fold(text).strip(" .,;!?¿¡")
    percent = _PERCENT.search(plain) is not None
    plain = _PERCENT.sub(" ", plain)
    signs = [match.group(0) for match in _SIGN.finditer(plain)]
    words = pieces(_SIGN.sub(" ", plain))
    value, rest = _value(words)
    if value is None:
        return None
    if "-" in re.split(r"\d", plain, maxsplit=1)[0]:
        value = -value
    money = _money(signs, rest, pesos)
    if percent:
        return Amount(value, "percent") if money == (False, None) else None
    if money is None:
        return None
    return Amount(value, "money", money[1]) if money[0] else Amount(value, "count")


def _value(words: list[str]) -> tuple[Decimal | None, list[str]]:
    """Give the one number among the words and the words around it that are not filler."""
    start = 0
    while start < len(words) and words[start] in _FILLER | _BY_WORD.keys():
        start += 1
    if words[start : start + 1] in (["un"], ["una"]) and words[start + 1 : start + 2]:
        # "un 20%": the article of a numeral, not one.
        start += words[start + 1][0].isdigit()
    found = leading(words[start:])
    if found is None:
        return None, []
    value, used = found
    rest = [w for w in words[:start] if w in _BY_WORD] + words[start + used :]
    if rest and rest[0] in _MILLIONS_OF:
        return value * 1_000_000, [_MILLIONS_OF[rest[0]], *rest[1:]]
    return value, [word for word in rest if word not in _FILLER]


def _money(signs: list[str], words: list[str], pesos: str) -> tuple[bool, str | None] | None:
    """Tell whether it is money and in which currency; None when the words say something else."""
    iso: set[str] = {_BY_WORD[sign] for sign in signs if sign in _BY_WORD}
    is_money = bool(signs)
    local_pesos = False
    for word in words:
        if word in _PESOS:
            is_money = local_pesos = True
        elif word in _BY_WORD:
            is_money = True
            iso.add(_BY_WORD[word])
        elif word in _PESOS_OF and local_pesos:
            iso.add(_PESOS_OF[word])
        elif word in _DOLLARS_OF:
            iso = {_DOLLARS_OF[word]}
            is_money = True
        elif word not in _THINGS or is_money:
            return None
    if local_pesos and not iso:
        iso.add(pesos)
    return (is_money, iso.pop() if iso else None) if len(iso) <= 1 else None
