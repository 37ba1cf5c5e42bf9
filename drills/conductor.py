"""The conductor: moves the clock, starts and kills the schedulers, changes people as they run."""

import datetime as dt
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from drills.crowd import Member
from drills.rights import History, Post, moved
from vocero.stack import environment
from vocero.storage.engine import Database

PATIENCE = 240.0
_LEVELS = (1, 2, 3, 3, 4, 4, 4, 5, 5, 6, 7, 8, 8, 9, 10)


@dataclass
class Conductor:
    """Several schedulers over one database, whose clock is a file."""

    database: Database
    processes: int
    chance: random.Random
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    killed: int = 0
    starts: int = 0

    def clock(self, moment: dt.datetime) -> None:
        """Move the clock of every process at once."""
        file = self.database.settings.now_file
        assert file is not None
        fresh = file.with_suffix(".new")
        fresh.write_text(moment.isoformat())
        fresh.replace(file)

    def begin(self) -> None:
        """Start as many schedulers as there are to be."""
        while len(self.running) < self.processes:
            self.starts += 1
            log = (self.database.settings.home / "log" / f"scheduler-{self.starts}.log").open("wb")
            child = environment.environment(self.database.settings)
            self.running.append(subprocess.Popen(
                (sys.executable, "-m", "drills.announcer"), env=child, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            ))  # fmt: skip
            log.close()

    def kill(self, count: int = 1) -> None:
        """`kill -9` some of them, whatever they are at."""
        for _ in range(min(count, len(self.running))):
            process = self.running.pop(self.chance.randrange(len(self.running)))
            process.send_signal(signal.SIGKILL)
            process.wait()
            self.killed += 1

    def end(self) -> None:
        """End all of them, politely."""
        for process in self.running:
            process.terminate()
        for process in self.running:
            process.wait(30)
        self.running.clear()

    def left(self, now: dt.datetime) -> int:
        """Give how much is due and not done."""
        with self.database.writing() as connection:
            count: int = connection.execute(sa.text(
                "select count(*) from vocero.subscriptions where state = 'active'"
                " and next_due <= :now"), {"now": now}).scalar_one()  # fmt: skip
        return count

    def ended(self) -> int:
        """Give how many ended by themselves: none should."""
        return sum(process.poll() is not None for process in self.running)


def settle(conductor: Conductor, now: dt.datetime, upheaval: "Upheaval", *, kill: bool) -> None:
    """Wait until nothing is due, changing people meanwhile, and killing one in the midst of it."""
    until = time.monotonic() + PATIENCE
    left = conductor.left(now)
    while left:
        if time.monotonic() > until:
            raise RuntimeError(f"{left} are still due at {now}")
        upheaval.strike(now)
        if kill:
            time.sleep(conductor.chance.uniform(0.0, 0.3))
            conductor.kill()
            conductor.begin()
            kill = False
        time.sleep(0.03)
        left = conductor.left(now)


@dataclass
class Upheaval:
    """Changes people while reports are made for them, and writes down what it did and when."""

    database: Database
    members: Sequence[Member]
    history: History
    chance: random.Random
    most: int
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("raised or lowered",
        "moved", "let go"), 0))  # fmt: skip

    def strike(self, now: dt.datetime) -> None:
        """Change one person, if any are left to be changed."""
        if sum(self.counts.values()) >= self.most or self.chance.random() < 0.5:
            return
        with self.database.owner.begin() as connection:
            member = self.chance.choice(self._due(connection, now) or self.members)
            post = self.history.now(member.person)
            if post.active:
                what, fresh = self._fate(member, post)
                self._apply(connection, member, fresh, now)
                self.counts[what] += 1

    def _due(self, connection: sa.Connection, now: dt.datetime) -> list[Member]:
        """Prefer those for whom something is being made at this moment."""
        ids = set(connection.execute(sa.text(
            "select person_id from vocero.subscriptions where state = 'active'"
            " and next_due <= :now limit 40"), {"now": now}).scalars())  # fmt: skip
        return [member for member in self.members if member.person in ids]

    def _fate(self, member: Member, post: Post) -> tuple[str, Post]:
        dice = self.chance.random()
        if dice < 0.08:
            return "let go", replace(post, active=False)
        if dice < 0.5:
            return "moved", moved(post, self.history.now(self.chance.choice(self.members).person))
        levels = (1, 2, 3, 4) if member.fixed else _LEVELS
        return "raised or lowered", replace(post, level=self.chance.choice(levels))

    def _apply(
        self, connection: sa.Connection, member: Member, post: Post, now: dt.datetime
    ) -> None:
        connection.execute(sa.text("""
            update vocero.people set level = :level, region_id = :region, branch_id = :branch,
                team_id = :team, agent_id = :agent, active = :active where person_id = :id
        """), {"level": post.level, "region": post.region, "branch": post.branch,
               "team": post.team, "agent": post.agent, "active": post.active,
               "id": member.person})  # fmt: skip
        # From here on the row is ours: whatever was put for them was put before.
        at = connection.execute(sa.text("select clock_timestamp()")).scalar_one()
        self.history.note(member.person, at, post, now)
