"""Names as people type them become members: a branch, a tour, a colleague, a channel."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from vocero.errors import AmbiguousMemberError, UnknownMemberError
from vocero.words.normal import fold


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a dimension. `key` is its id, or its name where there is none."""

    dimension: str
    key: int | str
    name: str


PRIORITY = ("branch", "destination", "region", "channel", "partner", "team", "agent", "product",
            "customer")  # fmt: skip
"""Which dimension a bare name means when several have it, first one first."""

_HINTS: Mapping[str, str] = MappingProxyType({
    "sucursal": "branch", "branch": "branch", "oficina": "branch", "sede": "branch",
    "tienda": "branch", "sucu": "branch", "office": "branch",
    "equipo": "team", "team": "team",
    "agente": "agent", "vendedor": "agent", "vendedora": "agent", "asesor": "agent",
    "asesora": "agent", "agent": "agent", "rep": "agent",
    "agencia": "partner", "partner": "partner", "socio": "partner", "agency": "partner",
    "tour": "product", "producto": "product", "product": "product", "paquete": "product",
    "destino": "destination", "destination": "destination",
    "cliente": "customer", "customer": "customer", "client": "customer",
    "region": "region", "zona": "region", "canal": "channel", "channel": "channel",
})  # fmt: skip
_CHANNELS: Mapping[str, str] = MappingProxyType({
    "web": "web", "pagina": "web", "pagina web": "web", "sitio": "web", "sitio web": "web",
    "website": "web", "online": "web", "en linea": "web", "internet": "web",
    "whatsapp": "whatsapp", "wa": "whatsapp", "wasap": "whatsapp", "whats": "whatsapp",
    "mostrador": "branch", "counter": "branch", "walk-in": "branch", "presencial": "branch",
    "telefono": "phone", "phone": "phone", "llamada": "phone", "llamadas": "phone",
    "call": "phone", "calls": "phone", "tel": "phone",
    "partner": "partner", "partners": "partner", "agencias": "partner", "agencies": "partner",
    "socios": "partner",
})  # fmt: skip
_SPOKEN = re.compile(
    r"\b(paginas? web|sitio web|en linea|online|website|web|internet|whatsapp|wasap|mostrador|"
    r"telefono|(by|over the|por) phone|clientes? \d+)\b"
)
_FILLER = frozenset("de del la el los las the of in en a al por for only solo solamente just "
                    "y and sin except excepto menos without".split())  # fmt: skip
_EXCLUDES = re.compile(r"\b(?:sin|except|excepto|menos|without|salvo|excluding)\b")
_SHORT_FORMS: Mapping[str, str] = MappingProxyType({
    "dlx": "deluxe", "exp": "express", "fam": "familiar", "cdmx": "ciudad de mexico",
    "df": "ciudad de mexico", "mty": "monterrey", "gdl": "guadalajara", "cun": "cancun",
    "playa": "playa del carmen", "vallarta": "puerto vallarta", "isla": "isla mujeres",
    "san miguel": "san miguel de allende", "chichen": "chichen itza", "cabos": "los cabos",
    "cabo": "los cabos", "mexico city": "ciudad de mexico", "marietas": "islas marietas",
})  # fmt: skip
_CODES = frozenset({"cdmx", "df", "mty", "gdl", "cun", "mexico city", "san miguel"})
"""The short forms that mean nothing else, unlike "playa" and "isla"."""
_NAMES_WITH_ARTICLE = frozenset({"los cabos"})
_NEAREST = 2
_MOST_OPTIONS = 5


def match(said: str, members: Sequence[Member], before: str = "") -> Member:
    """Find the one member that was meant among those in the person's scope.

    `before` is the text in front of the name: its kind may stand there ("el agente …").

    Raises AmbiguousMemberError when several of the same kind fit, and UnknownMemberError (with
    the two nearest names) when none does: the same for a name that does not exist and for one
    that lies outside the scope.
    """
    hinted, wanted = _understand(said)
    hinted = hinted or _hint(before)
    within = [m for m in members if hinted is None or m.dimension == hinted]
    few = [m for m in within if m.dimension != "customer"]
    many = [m for m in within if m.dimension == "customer"]
    for fits, among in ((_exact, within), (_by_words, few), (_by_likeness, few),
                        (_by_words, many), (_by_likeness, many)):  # fmt: skip
        found = _preferred(fits(wanted, among))
        if len(found) == 1:
            return found[0]
        if found:
            options = tuple(sorted(found, key=lambda m: m.name)[:_MOST_OPTIONS])
            raise AmbiguousMemberError(name=said.strip(), options=options)
    raise UnknownMemberError(name=said.strip(), nearest=nearest(wanted, members))


def codes(members: Iterable[Member]) -> Iterator[Member]:
    """Give the members that have a short form of their own, named by it: "mty", "cdmx"."""
    by_name = {_folded(member.name): member for member in members}
    for short in sorted(_CODES):
        if member := by_name.get(_SHORT_FORMS[short]):
            yield replace(member, name=short)


def spoken(text: str) -> list[tuple[int, int]]:
    """Find the names that are everyday words: sales channels, and customers shown by number.

    No model marks them surely ("la web", "online", "Cliente 4821"); gives offsets into the text.
    """
    folded = fold(text)
    return [m.span() for m in _SPOKEN.finditer(folded)] if len(folded) == len(text) else []


def nearest(wanted: str, members: Iterable[Member]) -> tuple[str, ...]:
    """Name the two members whose names look most like what was said; not customers nor channels."""
    scored = sorted(
        (
            (fuzz.ratio(wanted, _folded(m.name)), m.name)
            for m in members
            if m.dimension not in {"customer", "channel"}
        ),
        key=lambda pair: (-pair[0], pair[1]),
    )
    return tuple(dict.fromkeys(name for _score, name in scored))[:_NEAREST]


@lru_cache(maxsize=65536)
def _folded(name: str) -> str:
    """Fold a name once: there are thousands of them, and they are compared again and again."""
    return fold(name)


def _understand(said: str) -> tuple[str | None, str]:
    """Split "la sucursal de Cancún" into the kind that it names and the bare name."""
    words = re.findall(r"[\w'&-]+", fold(said))
    hinted = None
    while words and " ".join(words) not in _NAMES_WITH_ARTICLE:
        if words[0] not in _FILLER and (words[0] not in _HINTS or len(words) == 1):
            break
        hinted = _HINTS.get(words.pop(0), hinted)
    return hinted, _expanded(words)


def _hint(before: str) -> str | None:
    """Give the kind that the last words in front of a name say, articles aside.

    In "por sucursal sin web" the branch is not what is left out.
    """
    near = re.findall(r"\w+", _EXCLUDES.split(fold(before))[-1])[-3:]
    words = [w for w in near if w not in _FILLER]
    return _HINTS.get(words[-1]) if words else None


def _expanded(words: list[str]) -> str:
    whole = " ".join(words)
    if whole in _SHORT_FORMS:
        return _SHORT_FORMS[whole]
    return " ".join(_SHORT_FORMS[w] if w in {"dlx", "exp", "fam"} else w for w in words)


def _exact(wanted: str, members: Sequence[Member]) -> list[Member]:
    channel = _CHANNELS.get(wanted)
    return [
        m for m in members
        if _folded(m.name) == wanted or (m.dimension == "channel" and m.key == channel)
    ]  # fmt: skip


def _by_words(wanted: str, members: Sequence[Member]) -> list[Member]:
    """Find names that contain every word said, in any order, with the fewest slips."""
    words = wanted.split()
    if not words or max(map(len, words)) < 3:
        return []
    return _fewest((_held(_folded(m.name).split(), words), m) for m in members)


def _held(name: list[str], words: list[str]) -> int | None:
    """Count the slips with which a name holds all the words; None when it lacks one."""
    total = 0
    for word in words:
        slips = [found for part in name if (found := _slips(word, part)) is not None]
        if not slips:
            return None
        total += min(slips)
    return total


def _by_likeness(wanted: str, members: Sequence[Member]) -> list[Member]:
    """Find the names that differ by the fewest slips, if by few enough."""
    return _fewest((_slips(wanted, _folded(m.name)), m) for m in members)


def _fewest(scored: Iterable[tuple[int | None, Member]]) -> list[Member]:
    fitting = [(slips, member) for slips, member in scored if slips is not None]
    best = min((slips for slips, _member in fitting), default=0)
    return [member for slips, member in fitting if slips == best]


def _slips(said: str, name: str) -> int | None:
    """Count the slips between two spellings (a swap is one); None when they are too many.

    Up to three letters none are forgiven, up to seven one, then one for each six letters.
    """
    length = max(len(said), len(name))
    allowed = 0 if length <= 3 else max(1, length // 6)
    distance = OSA.distance(said, name, score_cutoff=allowed)
    return distance if distance <= allowed else None


def _preferred(found: list[Member]) -> list[Member]:
    """Keep the members of the dimension that a bare name means first."""
    for dimension in PRIORITY:
        kept = [m for m in found if m.dimension == dimension]
        if kept:
            return kept
    return []
