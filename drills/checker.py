"""The checker compares what was sent, stored, done and delivered, and names every difference."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from vocero.storage.engine import Database


@dataclass
class Findings:
    """Counts, and the ids of what went wrong."""

    sent: int = 0
    stored: int = 0
    answered: int = 0
    effects: int = 0
    delivered: int = 0
    lost: list[str] = field(default_factory=list)
    double_effects: list[str] = field(default_factory=list)
    double_deliveries: list[str] = field(default_factory=list)
    unexplained_doubles: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether nothing was lost, doubled without a reason, or out of order."""
        return not (self.lost or self.double_effects or self.unexplained_doubles
                    or self.out_of_order)  # fmt: skip

    def lines(self) -> list[str]:
        """Give the report."""
        return [
            f"sent {self.sent} · stored {self.stored} · answered {self.answered} · "
            f"effects {self.effects} · deliveries {self.delivered}",
            f"lost {len(self.lost)} {self.lost[:5]}",
            f"double effects {len(self.double_effects)} {self.double_effects[:5]}",
            f"double deliveries after accept-and-drop {len(self.double_deliveries)} "
            f"{self.double_deliveries[:20]}",
            f"double deliveries without a reason {len(self.unexplained_doubles)} "
            f"{self.unexplained_doubles[:5]}",
            f"out of order {len(self.out_of_order)} {self.out_of_order[:5]}",
        ]


def check(
    database: Database, sent: Sequence[str], problems: Sequence[str],
    deliveries: Sequence[Mapping[str, Any]],
) -> Findings:  # fmt: skip
    """Compare: `sent` are the ids of all messages, `problems` those that report one (the effect).

    `deliveries` are the stand-in's, in the order of acceptance.
    """
    with database.writing() as connection:
        inbox = connection.execute(sa.text(
            "select inbox_id, message_sid, correspondent, state from vocero.inbox"
        )).all()  # fmt: skip
        outbox = connection.execute(sa.text(
            "select dedupe_key, provider_sid, state from vocero.outbox"
        )).all()  # fmt: skip
        effects = connection.execute(sa.text(
            "select message_id from vocero.problems where message_id is not null"
        )).scalars().all()  # fmt: skip
    found = Findings(sent=len(sent), stored=len(inbox), effects=len(effects))
    _lost(found, sent, inbox, outbox, deliveries)
    by_message = Counter(str(e).rpartition("/")[2] for e in effects)
    found.double_effects = [sid for sid, count in by_message.items() if count > 1]
    found.lost += [f"effect of {sid}" for sid in problems if by_message[sid] == 0]
    _doubles(found, outbox, deliveries)
    _order(found, inbox, outbox, deliveries)
    return found


def _lost(
    found: Findings, sent: Sequence[str], inbox: Sequence[sa.Row[Any]],
    outbox: Sequence[sa.Row[Any]], deliveries: Sequence[Mapping[str, Any]],
) -> None:  # fmt: skip
    states = {row.message_sid: row.state for row in inbox}
    arrived = {d["sid"] for d in deliveries}
    replies = {row.dedupe_key.split(":")[1] for row in outbox
               if row.dedupe_key.startswith("reply:") and row.provider_sid in arrived}  # fmt: skip
    found.answered = len(replies)
    found.delivered = len(deliveries)
    found.lost = [sid for sid in sent if states.get(sid) != "done" or sid not in replies]


def _doubles(
    found: Findings, outbox: Sequence[sa.Row[Any]], deliveries: Sequence[Mapping[str, Any]]
) -> None:
    """Name deliveries that no row of the outbox knows: sent twice, the first time unseen."""
    known = {row.provider_sid for row in outbox}
    for delivery in deliveries:
        if delivery["sid"] not in known:
            target = found.double_deliveries if delivery["dropped"] else found.unexplained_doubles
            target.append(str(delivery["sid"]))


def _order(
    found: Findings, inbox: Sequence[sa.Row[Any]], outbox: Sequence[sa.Row[Any]],
    deliveries: Sequence[Mapping[str, Any]],
) -> None:  # fmt: skip
    numbers = {row.message_sid: (row.correspondent, row.inbox_id) for row in inbox}
    belongs = {row.provider_sid: row.dedupe_key.split(":")[1] for row in outbox
               if row.provider_sid and row.dedupe_key.startswith("reply:")}  # fmt: skip
    last: dict[str, int] = defaultdict(int)
    for delivery in deliveries:
        sid = belongs.get(delivery["sid"])
        if sid is None:
            continue
        who, number = numbers[sid]
        if number < last[who]:
            found.out_of_order.append(sid)
        last[who] = max(last[who], number)
