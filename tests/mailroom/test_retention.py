"""What is past keeping is forgotten, everything else stays; jobs run once over all processes."""

from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa

from vocero.conversation.turn import Office
from vocero.errors import UnavailableError
from vocero.mailroom import retention
from vocero.scheduler.jobs import Job, forget, run_due
from vocero.storage.engine import Database

WHO = "+12025550109"
AGED = """
truncate vocero.inbox, vocero.outbox, vocero.correspondents, vocero.jobs cascade;
insert into vocero.correspondents (correspondent, address, last_inbound_at)
    values ('{who}', 'whatsapp:{who}', now()), ('+14155550199', 'x', now() - interval '90 days');
insert into vocero.inbox (message_sid, correspondent, kind, body, details, digest, needs_bot, state,
        received_at)
    select 'SM' || n, '{who}', 'text', 'x', '{{}}', 'x', true,
        case when n = 1 then 'waiting' else 'done' end, now() - n * interval '9 days'
    from generate_series(1, 6) n;
insert into vocero.outbox (dedupe_key, correspondent, purpose, body, state, created_at)
    select 'k' || n, '{who}', 'reply', 'x', case when n = 6 then 'held' else 'accepted' end,
        now() - n * interval '9 days'
    from generate_series(1, 6) n;
delete from vocero.audit where correlation_id = 'retention';
insert into vocero.audit (correlation_id, door, event, outcome, at)
    values ('retention', 'x', 'x', 'x', now() - interval '3 years'),
           ('retention', 'x', 'x', 'x', now());
"""


def _age(database: Database) -> None:
    with database.owner.begin() as connection, connection.connection.cursor() as cursor:
        cursor.execute(AGED.format(who=WHO))


def _count(database: Database, table: str, where: str = "true") -> int:
    with database.owner.connect() as connection:
        return int(
            connection.execute(sa.text(f"select count(*) from {table} where {where}")).scalar_one()
        )


def test_old_mail_goes_and_new_mail_stays(database: Database) -> None:
    """Thirty days of inbox and outbox, seven of what is held, two years of audit."""
    _age(database)
    forget(Office(database.settings, database))
    assert _count(database, "vocero.inbox") == 3
    assert _count(database, "vocero.outbox") == 3
    assert _count(database, "vocero.outbox", "state = 'held'") == 0
    assert _count(database, "vocero.audit", "correlation_id = 'retention'") == 1
    assert _count(database, "vocero.correspondents") == 1


def test_what_still_waits_is_never_forgotten(database: Database) -> None:
    """However old it is."""
    _age(database)
    with database.writing() as connection:
        connection.execute(sa.text("update vocero.inbox set state = 'waiting'"))
    forget(Office(database.settings, database))
    assert _count(database, "vocero.inbox") == 6


def test_much_is_forgotten_in_pieces(database: Database) -> None:
    """A piece a transaction, until nothing is left."""
    _age(database)
    with database.writing() as connection:
        connection.execute(sa.text(
            "insert into vocero.audit (correlation_id, door, event, outcome, at) "
            "select 'retention', 'x', 'x', 'x', now() - interval '3 years' "
            "from generate_series(1, :n)"), {"n": retention.PIECE + 10})  # fmt: skip
    forget(Office(database.settings, database))
    assert _count(database, "vocero.audit", "correlation_id = 'retention'") == 1


def test_a_due_job_runs_once_however_many_look(database: Database) -> None:
    """Eight processes at the same moment: one does it."""
    _age(database)
    ran: list[str] = []
    job = Job("once", 3600.0, lambda _: ran.append("x"))
    office = Office(database.settings, database)
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: run_due(office, (job,)), range(8)))
    assert ran == ["x"]
    assert sorted(done) == [[]] * 7 + [["once"]]


def test_a_job_is_due_again_after_its_time(database: Database) -> None:
    """And not before."""
    _age(database)
    ran: list[str] = []
    job = Job("again", 60.0, lambda _: ran.append("x"))
    run_due(Office(database.settings, database), (job,))
    run_due(Office(database.settings, database), (job,))
    with database.writing() as connection:
        connection.execute(
            sa.text("update vocero.jobs set last_began_at = now() - interval '61 seconds'")
        )
    run_due(Office(database.settings, database), (job,))
    assert ran == ["x", "x"]


def test_a_job_that_fails_is_noted_and_the_next_one_runs(database: Database) -> None:
    """Its error stands on its row; it is due again at its time."""
    _age(database)
    ran: list[str] = []

    def fail(_: Office) -> None:
        raise UnavailableError

    office = Office(database.settings, database)
    run_due(office, (Job("bad", 60.0, fail), Job("good", 60.0, lambda _: ran.append("x"))))
    assert ran == ["x"]
    assert _count(database, "vocero.jobs", "name = 'bad' and last_error is not null") == 1
