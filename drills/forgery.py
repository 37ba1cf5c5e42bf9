"""`make drill-forgery`: forged requests through nginx: none accepted, no effect, nothing dies.

Then genuine ones, odd as they may look: all accepted. Then these again, also after a restart of the
API: no effect.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import httpx
import sqlalchemy as sa

from drills.forgeries import Request, forged, genuine
from drills.phones import line
from drills.site import Site, need_nginx, site
from vocero.storage.engine import Database

TABLES = ("inbox", "outbox", "correspondents", "consents", "suppressions", "problems", "audit")


def send(client: httpx.Client, request: Request) -> int:
    """Send one request and give its status; 0 when the connection was closed on us."""
    headers = [(name, value.encode("latin-1")) for name, value in request.headers]
    try:
        return client.request(
            request.method, request.path, content=request.content,
            headers=[(name.encode(), value) for name, value in headers],
        ).status_code
    except httpx.HTTPError:
        return 0


def tally(client: httpx.Client, requests: Iterable[Request]) -> tuple[Counter[int], list[str]]:
    """Send requests; count statuses and name the kinds that were accepted."""
    statuses: Counter[int] = Counter()
    accepted = []
    for request in requests:
        status = send(client, request)
        statuses[status] += 1
        if status and status < 300:
            accepted.append(request.kind)
    return statuses, accepted


def rows(database: Database) -> dict[str, int]:
    """Count the rows of every table that a message could change."""
    with database.writing() as connection:
        return {name: connection.execute(sa.select(sa.func.count()).select_from(
            sa.table(name, schema="vocero"))).scalar_one() for name in TABLES}  # fmt: skip


def _pids(stage: Site) -> dict[str, int]:
    return {name: p.pid for name, p in stage.processes.items() if p.poll() is None}


def drill(stage: Site) -> tuple[bool, list[str]]:
    """Run the drill; give whether all went well, and the report."""
    database, own = Database(stage.settings), line(stage.settings)
    pids, before = _pids(stage), rows(database)
    with httpx.Client(base_url=stage.targets[0], timeout=20) as client:
        bad = list(forged(own))
        statuses, accepted = tally(client, bad)
        after = rows(database)
        good = list(genuine(own))
        taken, let_in = tally(client, good)
        stored = rows(database)["inbox"]
        again, _ = tally(client, good)
        stage.kill("api-0")
        stage.start("api-0")
        stage.ready("api-0")
        later, _ = tally(client, good)
    unchanged = rows(database)["inbox"] == stored
    alive = {n: p for n, p in _pids(stage).items() if n != "api-0"} == {
        n: p for n, p in pids.items() if n != "api-0"}  # fmt: skip
    database.close()
    well = not accepted and before == after and alive and unchanged and (
        len(let_in) == len(good) == stored - before["inbox"])  # fmt: skip
    return well, [
        f"forged {len(bad)} of {len({r.kind for r in bad})} kinds → accepted {len(accepted)} "
        f"{accepted[:5]}; statuses {dict(statuses)}; rows changed {before != after}",
        f"genuine {len(good)} → accepted {len(let_in)}, stored {stored - before['inbox']}; "
        f"statuses {dict(taken)}",
        f"replayed {len(good)} → statuses {dict(again)}, after a restart {dict(later)}; "
        f"new rows {not unchanged}",
        f"processes alive with the same ids: {alive}",
    ]


def main() -> None:
    """Run the drill from the command line; the exit code says whether it went well."""
    need_nginx()
    with site(Path("var/drill"), person_limit=10_000) as stage:
        well, report = drill(stage)
    print("\n".join(report))
    print("well" if well else "NOT well")
    raise SystemExit(0 if well else 1)


if __name__ == "__main__":
    main()
