"""A trial: one test notice to each channel of a person, and what became of each."""

from dataclasses import dataclass

import sqlalchemy as sa

from vocero.delivery.channel import NOT_SET_UP
from vocero.mailroom import dispatches, outbox
from vocero.mailroom.dispatches import Dispatch
from vocero.mailroom.outbox import Outgoing
from vocero.people import addresses, phones
from vocero.people.addresses import CHANNELS
from vocero.people.person import Person
from vocero.rendering.sentences import LANGUAGES, say
from vocero.settings import Settings
from vocero.telemetry import reference

_NO_ADDRESS = "no address"
_KNOWN = sa.text("""
insert into vocero.correspondents (correspondent, address)
values (:phone, 'whatsapp:' || :phone) on conflict do nothing
""")
_OUTBOX = sa.text("""
select state, provider_sid as reference, status, error_code, status_rank
from vocero.outbox where dedupe_key = :key
""")
_DISPATCH = sa.text("""
select state, reference, error from vocero.dispatches where dedupe_key = :key
""")


@dataclass(frozen=True, slots=True)
class Trial:
    """A test on its way to one address, shown masked; without a key nothing was sent."""

    channel: str
    address: str
    key: str | None


@dataclass(frozen=True, slots=True)
class Found:
    """What became of it so far. `well` is False for what failed or has not arrived yet.

    `over` says that nothing more will become of it.
    """

    what: str
    well: bool
    over: bool


def begin(connection: sa.Connection, settings: Settings, person: Person) -> list[Trial]:
    """Put a test into the mail for each channel; the process of the API sends it."""
    own = settings.company_language
    language = next((one for one in LANGUAGES if one == person.language), own)
    title = say(language, "notify_test", "title", company=settings.company_name)
    text = say(language, "notify_test", "text")
    name = f"notify-test:{reference()}:{person.person_id}"
    trials = [Trial("whatsapp", phones.masked(person.phone), f"{name}:whatsapp")]
    connection.execute(_KNOWN, {"phone": person.phone})
    outbox.put(connection, [Outgoing(f"{name}:whatsapp", person.phone, f"*{title}*\n{text}",
                                     purpose="notice")])  # fmt: skip
    wanted: list[Dispatch] = []
    for channel, address, address_id in _targets(connection, person):
        if address is None:
            trials.append(Trial(channel, "", None))
            continue
        key = f"{name}:{channel}:{address_id or ''}"
        trials.append(Trial(channel, address, key))
        wanted.append(Dispatch(key, person.person_id, channel, address_id, title, text, language))
    dispatches.put(connection, wanted)
    return trials


def _targets(
    connection: sa.Connection, person: Person
) -> list[tuple[str, str | None, int | None]]:  # fmt: skip
    """Give channel, masked address and its id; no address is None, but SMS has the number."""
    kept = addresses.listed(connection, person.person_id)
    targets: list[tuple[str, str | None, int | None]] = []
    for channel in CHANNELS:
        own = [(channel, a.masked, a.address_id) for a in kept if a.channel == channel]
        number = phones.masked(person.phone) if channel == "sms" else None
        targets += own or [(channel, number, None)]
    return [*targets, ("in_app", "", None)]


def found(connection: sa.Connection, trial: Trial) -> Found:
    """Look what became of a test."""
    if trial.key is None:
        return Found(_NO_ADDRESS, well=True, over=True)
    if trial.channel == "whatsapp":
        return _written(connection, trial.key)
    row = connection.execute(_DISPATCH, {"key": trial.key}).one()
    match row.state:
        case "sent":
            return Found(f"sent {row.reference or ''}".strip(), well=True, over=True)
        case "failed":
            return Found(row.error if row.error == NOT_SET_UP else f"refused: {row.error}",
                         well=row.error == NOT_SET_UP, over=True)  # fmt: skip
        case "suppressed":
            return Found(f"not sent: {row.error or 'opted out'}", well=True, over=True)
        case _:
            return _waiting(row.error)


_SENT_RANK = 4


def _written(connection: sa.Connection, key: str) -> Found:
    """Look what became of the message on WhatsApp; its status comes after it was accepted."""
    row = connection.execute(_OUTBOX, {"key": key}).one()
    match row.state:
        case "accepted":
            what = f"sent {row.reference}" + (f" ({row.status})" if row.status else "")
            return Found(what, well=True, over=row.status_rank >= _SENT_RANK)
        case "failed":
            return Found(f"refused: Twilio {row.error_code}", well=False, over=True)
        case "held":
            return Found("held until they write: 24 hours are over", well=True, over=True)
        case "suppressed":
            return Found("not sent: opted out", well=True, over=True)
        case _:
            return _waiting(None)


def _waiting(error: str | None) -> Found:
    what = f"trying again: {error}" if error else "waiting: does the API run?"
    return Found(what, well=False, over=False)
