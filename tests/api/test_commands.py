"""`vocero people`, `vocero branches`, `vocero broadcast` as an operator types them."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.api.conftest import SECOND, Admin, number
from tests.prompt import Prompt
from vocero.announcing import broadcasting
from vocero.conversation.turn import Office

Vocero = Callable[..., tuple[int, str]]


@pytest.fixture
def environment(admin: Admin) -> dict[str, str]:
    """What a command needs to find the tests' own database."""
    secret = admin.settings.database_url
    assert secret is not None
    return {**os.environ, "VOCERO_ENV": "development", "DATABASE_URL": secret.get_secret_value()}


@pytest.fixture
def vocero(typed: Prompt, environment: dict[str, str]) -> Vocero:
    """Run commands on the tests' own database; give exit code and what was printed."""
    return lambda *arguments: typed.run(arguments, environment)


def test_the_installed_program_says_what_the_prompt_says(
    vocero: Vocero, environment: dict[str, str]
) -> None:
    """A command started as a program of its own prints the same and ends alike."""
    program = str(Path(sys.executable).parent / "vocero")
    done = subprocess.run([program, "people", "list"], env=environment, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
    assert (done.returncode, done.stdout) == vocero("people", "list")
    assert "Persona 4" in done.stdout


def test_people_are_administered(admin: Admin, vocero: Vocero) -> None:
    """By the functions of the API: refused alike, audited alike."""
    assert vocero("people", "add", "+5215512345678", "Ana López", "4")[0] == 1
    add = ("people", "add", "+5215512345678", "Ana López", "4", "--branch", "3",
           "--as", number(1))  # fmt: skip
    assert vocero(*add)[0] == 0
    code, said = vocero(*add)
    assert (code, "somebody's already" in said) == (1, True)
    assert "branch 3" in vocero("people", "list", "ana")[1]
    assert vocero("people", "level", "+5215512345678", "3", "--region", "1")[0] == 0
    bind = ("people", "bind", "+5215512345678", "--number", "+5215587654321")
    assert vocero(*bind)[0] == 0
    assert vocero("people", "deactivate", "+5215587654321", "--as", SECOND)[0] == 0
    own = vocero("people", "deactivate", number(1), "--as", number(1))
    assert (own[0], "another administrator" in own[1]) == (1, True)
    created, *changes = admin.entries("person created") + admin.entries("person changed")
    assert (created.person_id, created.door) == (admin.id(number(1)), "cli")
    assert [c.person_id for c in changes] == [None, admin.id(SECOND)]
    assert vocero("branches", "zone", "3", "America/Cancun")[0] == 0
    assert vocero("branches", "zone", "3", "Mars/Olympus")[0] == 1


def test_a_broadcast_is_sent_confirmed_and_followed(admin: Admin, vocero: Vocero) -> None:
    """With a bar until it is done."""
    for n in range(60):
        admin.person(f"+1202556{n:04d}", 8, agent_id=1)
    text = ("broadcast", "Abrimos a las 10", "--level", "8", "--as", number(1))
    code, said = vocero(*text, "--dry-run")
    assert (code, "61 recipients, about 7 s" in said) == (0, True)
    assert admin.sql("select count(*) from vocero.broadcasts")[0][0] == 0
    assert "1 is confirming" in vocero(*text)[1]
    assert vocero("broadcasts", "confirm", "1", "--as", number(1))[0] == 1
    assert vocero("broadcasts", "confirm", "1", "--as", number(2))[0] == 1
    assert "1 is running" in vocero("broadcasts", "confirm", "1", "--as", SECOND)[1]
    assert "1 is paused" in vocero("broadcasts", "pause", "1", "--as", SECOND)[1]
    assert "1 is running" in vocero("broadcasts", "resume", "1", "--as", SECOND)[1]
    own = admin.settings.model_copy(update={"twilio_rate": 100.0})
    broadcasting.feed(Office(own, admin.database))
    admin.sql("update vocero.outbox set state = 'accepted', status = 'delivered'")
    broadcasting.feed(Office(own, admin.database))
    code, said = vocero("broadcasts", "show", "1", "--follow")
    assert (code, "delivered" in said, "done" in said) == (0, True, True)
    assert vocero("broadcasts", "cancel", "1", "--as", SECOND)[0] == 1
    assert "Abrimos" not in vocero("broadcasts", "list")[1]


def test_an_urgent_broadcast_is_one_by_an_option(admin: Admin, vocero: Vocero) -> None:
    """It is kept with the broadcast, shown, and in the audit log."""
    text = ("broadcast", "Hoy no hay servicio", "--level", "8", "--as", number(1))
    assert vocero(*text)[0] == vocero(*text, "--urgent")[0] == 0
    assert admin.sql("select urgent from vocero.broadcasts order by 1") == [(False,), (True,)]
    assert "urgent" in vocero("broadcasts", "show", "2")[1]
    assert [e.details["urgent"] for e in admin.entries("broadcast created")] == [False, True]
