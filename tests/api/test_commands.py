"""`vocero people`, `vocero branches`, `vocero broadcast` as an operator types them."""

import os
import subprocess
import sys
from pathlib import Path

from tests.api.conftest import SECOND, Admin, number
from vocero.announcing import broadcasting
from vocero.conversation.turn import Office


def vocero(admin: Admin, *arguments: str) -> tuple[int, str]:
    """Run a command on the tests' own database; give its exit code and what it printed."""
    secret = admin.settings.database_url
    assert secret is not None
    environment = {**os.environ, "VOCERO_ENV": "development",
                   "DATABASE_URL": secret.get_secret_value()}  # fmt: skip
    done = subprocess.run(
        [str(Path(sys.executable).parent / "vocero"), *arguments], env=environment, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout


def test_people_are_administered(admin: Admin) -> None:
    """By the functions of the API: refused alike, audited alike."""
    assert vocero(admin, "people", "add", "+5215512345678", "Ana López", "4")[0] == 1
    add = ("people", "add", "+5215512345678", "Ana López", "4", "--branch", "3",
           "--as", number(1))  # fmt: skip
    assert vocero(admin, *add)[0] == 0
    code, said = vocero(admin, *add)
    assert (code, "somebody's already" in said) == (1, True)
    assert "branch 3" in vocero(admin, "people", "list", "ana")[1]
    assert vocero(admin, "people", "level", "+5215512345678", "3", "--region", "1")[0] == 0
    bind = ("people", "bind", "+5215512345678", "--number", "+5215587654321")
    assert vocero(admin, *bind)[0] == 0
    assert vocero(admin, "people", "deactivate", "+5215587654321", "--as", SECOND)[0] == 0
    own = vocero(admin, "people", "deactivate", number(1), "--as", number(1))
    assert (own[0], "another administrator" in own[1]) == (1, True)
    created, *changes = admin.entries("person created") + admin.entries("person changed")
    assert (created.person_id, created.door) == (admin.id(number(1)), "cli")
    assert [c.person_id for c in changes] == [None, admin.id(SECOND)]
    assert vocero(admin, "branches", "zone", "3", "America/Cancun")[0] == 0
    assert vocero(admin, "branches", "zone", "3", "Mars/Olympus")[0] == 1


def test_a_broadcast_is_sent_confirmed_and_followed(admin: Admin) -> None:
    """With a bar until it is done."""
    for n in range(60):
        admin.person(f"+1202556{n:04d}", 8, agent_id=1)
    text = ("broadcast", "Abrimos a las 10", "--level", "8", "--as", number(1))
    code, said = vocero(admin, *text, "--dry-run")
    assert (code, "61 recipients, about 7 s" in said) == (0, True)
    assert admin.sql("select count(*) from vocero.broadcasts")[0][0] == 0
    assert "1 is confirming" in vocero(admin, *text)[1]
    assert vocero(admin, "broadcasts", "confirm", "1", "--as", number(1))[0] == 1
    assert vocero(admin, "broadcasts", "confirm", "1", "--as", number(2))[0] == 1
    assert "1 is running" in vocero(admin, "broadcasts", "confirm", "1", "--as", SECOND)[1]
    assert "1 is paused" in vocero(admin, "broadcasts", "pause", "1", "--as", SECOND)[1]
    assert "1 is running" in vocero(admin, "broadcasts", "resume", "1", "--as", SECOND)[1]
    own = admin.settings.model_copy(update={"twilio_rate": 100.0})
    broadcasting.feed(Office(own, admin.database))
    admin.sql("update vocero.outbox set state = 'accepted', status = 'delivered'")
    broadcasting.feed(Office(own, admin.database))
    code, said = vocero(admin, "broadcasts", "show", "1", "--follow")
    assert (code, "delivered" in said, "done" in said) == (0, True, True)
    assert vocero(admin, "broadcasts", "cancel", "1", "--as", SECOND)[0] == 1
    assert "Abrimos" not in vocero(admin, "broadcasts", "list")[1]


def test_an_urgent_broadcast_is_one_by_an_option(admin: Admin) -> None:
    """It is kept with the broadcast, shown, and in the audit log."""
    text = ("broadcast", "Hoy no hay servicio", "--level", "8", "--as", number(1))
    assert vocero(admin, *text)[0] == vocero(admin, *text, "--urgent")[0] == 0
    assert admin.sql("select urgent from vocero.broadcasts order by 1") == [(False,), (True,)]
    assert "urgent" in vocero(admin, "broadcasts", "show", "2")[1]
    assert [e.details["urgent"] for e in admin.entries("broadcast created")] == [False, True]
