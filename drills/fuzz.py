"""`make drill-fuzz`: 20,000 generated bodies at every door: no 5xx, and no process ends.

Forms with a good signature and any content, forms without one, JSON at the bot's doors, and what
schemathesis makes of the API's own description.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import schemathesis
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from drills.broadcast import FIRST, bearer
from drills.messages import RAISED, settle
from drills.phones import Line, line, new_sid
from drills.site import Site, people, site
from vocero.mailroom.signature import HEADER, WEBHOOK
from vocero.people.identity import Identity, conversation_id, sign
from vocero.storage.engine import Database

Send = Callable[[str, str, bytes, dict[str, str]], None]
TEXT = st.text(max_size=80)
NASTY = st.sampled_from([
    "\0", "ventas\0de ayer", "/restart", "／session_start", "\u200b/back", "\u202eayer", "💥" * 30,
    "%s%n%x", "'; drop table vocero.people; --", "{{7*7}}", "${jndi:ldap://x}", "x" * 9_000,
    "<script>alert(1)</script>", "\ud83d", "../../etc/passwd", "RES-" + "9" * 400, "1e999", "NaN",
    "ventas del 99/99/9999", "ventas del año 0", "top -1", "top 99999999999999999999",
])  # fmt: skip
SAID = TEXT | NASTY
KEYS = st.sampled_from(["Body", "ProfileName", "ButtonPayload", "ButtonText", "ListId", "NumMedia",
                        "MediaContentType0", "Latitude", "Longitude", "MessageType", "OptOutType",
                        "ExternalUserId", "WaId", "ChannelMetadata", "Nuevo"])  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | SAID,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=10,
)


def _quiet(examples: int) -> Any:
    return settings(max_examples=examples, database=None, derandomize=True, deadline=None,
                    suppress_health_check=list(HealthCheck))  # fmt: skip


def signed_forms(own: Line, phones: list[str], send: Send, examples: int) -> None:
    """Send genuine messages with any content."""

    @_quiet(examples)
    @given(st.sampled_from(phones), st.dictionaries(KEYS, SAID, max_size=5))
    def each(phone: str, fields: dict[str, str]) -> None:
        form = {**own.form(phone, "ventas de ayer", new_sid()), **fields}
        clean = {k: v.encode("utf-8", "replace").decode() for k, v in form.items()}
        data = httpx.QueryParams(clean)
        send("signed form", WEBHOOK, str(data).encode(), {
            HEADER: own.signature(clean), "Content-Type": "application/x-www-form-urlencoded",
        })  # fmt: skip

    each()


def unsigned_bodies(send: Send, examples: int) -> None:
    """Send anything as a form or JSON, unsigned or with a signature that is none."""

    @_quiet(examples)
    @given(st.binary(max_size=400), st.sampled_from(["application/x-www-form-urlencoded",
           "application/json", "multipart/form-data", ""]), st.binary(max_size=40))  # fmt: skip
    def each(body: bytes, kind: str, signature: bytes) -> None:
        send("unsigned body", WEBHOOK, body, {"Content-Type": kind, HEADER: signature.hex()})

    each()


def bot_bodies(stage: Site, phones: list[str], send: Send, examples: int) -> None:
    """Send any JSON to the bot's own doors, half of it as our API would."""
    bot = f"http://127.0.0.1:{stage.settings.bot_port}"
    secret = stage.child["VOCERO_IDENTITY_SECRET"]

    @_quiet(examples)
    @given(st.sampled_from(phones), SAID, st.dictionaries(TEXT, JSON, max_size=3),
           st.integers(0, 2))  # fmt: skip
    def each(phone: str, text: str, more: dict[str, Any], way: int) -> None:
        identity = Identity(phone, "twilio", conversation_id("twilio", phone, secret), new_sid())
        body: dict[str, Any] = {**more, "text": text, "identity": sign(identity, secret)}
        path = f"{bot}/webhooks/twilio/webhook"
        if way == 1:
            body, path = {**more, "message": text, "sender": phone}, f"{bot}/webhooks/rest/webhook"
        if way == 2:
            body = {"text": more, "identity": text, **more}
        send("JSON to the bot", path, _json(body), {"Content-Type": "application/json"})

    each()


def _json(body: Any) -> bytes:
    return json.dumps(body).encode("utf-8", "replace")


def described(
    url: str, examples: int, headers: Mapping[str, str], prefix: str = "/"
) -> Counter[tuple[str, int]]:  # fmt: skip
    """Let schemathesis try everything that the API describes; count operations' statuses."""
    schema = schemathesis.openapi.from_url(f"{url}/openapi.json")
    statuses: Counter[tuple[str, int]] = Counter()

    def attack(operation: Any) -> None:
        @_quiet(examples)
        @given(case=operation.as_strategy())
        def each(case: Any) -> None:
            answer = case.call(base_url=url, headers=dict(headers))
            statuses[operation.label, answer.status_code] += 1
            assert answer.status_code < 500 or answer.status_code == 503, case.as_curl_command()

        each()

    for result in schema.get_all_operations():
        operation = result.ok()
        if operation.path.startswith(prefix):
            attack(operation)
    return statuses


@contextmanager
def same_people(database: Database) -> Iterator[None]:
    """Leave the directory as it was, whatever an administrator's calls made of it."""
    with database.owner.begin() as connection:
        connection.execute(sa.text("create table public.before as table vocero.people"))
    yield
    with database.owner.begin() as connection:
        connection.execute(sa.text("delete from vocero.people p where not exists"
                                   " (select 1 from public.before b"
                                   " where b.person_id = p.person_id)"))  # fmt: skip
        connection.execute(sa.text("""update vocero.people p set phone = b.phone, name = b.name,
            level = b.level, active = b.active, language = b.language, time_zone = b.time_zone,
            region_id = b.region_id, branch_id = b.branch_id, team_id = b.team_id,
            agent_id = b.agent_id, partner_id = b.partner_id, customer_id = b.customer_id
            from public.before b where b.person_id = p.person_id"""))
        connection.execute(sa.text("drop table public.before"))


def drill(stage: Site, examples: int) -> tuple[bool, list[str]]:
    """Run the drill; give whether all went well, and the report."""
    statuses: Counter[tuple[str, int]] = Counter()
    database = Database(stage.settings)
    httpx.put(f"{stage.standin}/standin/behaviour", json={"window": False})
    phones = [*people(database, 40), "+14155550123", "US.1349120865530274"]
    pids = {name: p.pid for name, p in stage.processes.items()}
    began = time.monotonic()
    with httpx.Client(base_url=stage.direct[0], timeout=30) as client:

        def send(kind: str, path: str, body: bytes, headers: dict[str, str]) -> None:
            answer = client.post(path, content=body, headers=headers)
            statuses[kind, answer.status_code] += 1

        signed_forms(line(stage.settings), phones, send, examples // 2)
        unsigned_bodies(send, examples // 5)
        bot_bodies(stage, phones[:40], send, examples * 3 // 10)
    with same_people(database):
        calls = described(stage.direct[0], max(8, examples // 400), bearer(stage, FIRST))
    settled = settle(database)
    alive = {n: p.pid for n, p in stage.processes.items() if p.poll() is None} == pids
    database.close()
    failed = sum(n for (_, status), n in statuses.items() if status >= 500)
    return failed == 0 and alive, [
        f"{sum(statuses.values())} bodies in {time.monotonic() - began:.0f} s: "
        + ", ".join(f"{kind} {status}: {n}" for (kind, status), n in sorted(statuses.items())),
        f"{sum(calls.values())} calls by schemathesis; 5xx: {failed}; settled {settled:.0f} s "
        "later",
        f"processes alive with the same ids: {alive}",
    ]


def main() -> None:
    """Run the drill from the command line; the exit code says whether it went well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=20_000)
    given_ = parser.parse_args()
    with site(Path("var/drill"), apis=1, nginx=False, **RAISED) as stage:
        well, report = drill(stage, given_.examples)
    print("\n".join(report))
    print("well" if well else "NOT well")
    raise SystemExit(0 if well else 1)


if __name__ == "__main__":
    main()
