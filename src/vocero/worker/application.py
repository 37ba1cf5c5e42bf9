"""The Celery application: what the beat rings for, and what a worker then does.

Redis is the bell and never the truth: what is due stands in PostgreSQL, so a lost task is rung for
again with the next tick, and one that comes twice finds its work done.
"""

from collections.abc import Callable
from functools import cache

from celery import Celery

from vocero.announcing import reports
from vocero.conversation.turn import Office
from vocero.errors import ConfigurationError
from vocero.notices import subscriptions
from vocero.scheduler.jobs import JOBS, NOTICES, run_due
from vocero.settings import Settings, load
from vocero.storage.engine import Database

TICK = 1.0
"""Seconds between two rings of the beat."""
_STALE = 10
"""Seconds after which a ring that nobody took is thrown away: the next one says the same."""
_FORGOTTEN = 60
"""Seconds after which Redis hands a task of a dead worker to another one."""
REPORTS, REPORT, JOBS_DUE = "vocero.reports", "vocero.report", "vocero.jobs"
_OTHERS = tuple(job for job in (*JOBS, *NOTICES) if job.name != "reports")


def application(settings: Settings) -> Celery:
    """Make the application; raises ConfigurationError without `REDIS_URL`."""
    if settings.redis_url is None:
        raise ConfigurationError("set REDIS_URL first; without it `vocero scheduler` does the work")
    app = Celery("vocero", broker=settings.redis_url.get_secret_value())
    rings = {"schedule": TICK, "options": {"expires": _STALE}}
    app.conf.update(
        task_ignore_result=True, task_acks_late=True, task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1, worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True, task_serializer="json", accept_content=["json"],
        broker_transport_options={"visibility_timeout": _FORGOTTEN},
        beat_schedule={
            "reports": {"task": REPORTS, **rings}, "jobs": {"task": JOBS_DUE, **rings},
        },
    )  # fmt: skip
    app.task(_ring_for_reports(app), name=REPORTS)
    app.task(send_report, name=REPORT)
    app.task(do_jobs, name=JOBS_DUE)
    return app


def _ring_for_reports(app: Celery) -> Callable[[], None]:
    """Give the task that rings for reports through an application."""

    def ring_for_reports() -> None:
        """Ring once for each report that is due."""
        desk = office()
        reports.wake(desk)
        now = desk.settings.clock.now()
        with desk.database.writing() as connection:
            due = subscriptions.due(connection, now, reports.AT_ONCE)
        for kept in due:
            app.send_task(REPORT, args=[kept.subscription_id], expires=_FORGOTTEN)

    return ring_for_reports


def send_report(subscription_id: int) -> None:
    """Send a report if it is due still; whoever comes second finds it sent."""
    reports.send_one(office(), subscription_id)


def do_jobs() -> None:
    """Do whatever else is due by the clock."""
    run_due(office(), _OTHERS)


@cache
def office() -> Office:
    """Make a worker process's office at its first task; later ones share it."""
    settings = load()
    return Office(settings, Database(settings))
