"""`vocero notify-test` and `vocero addresses`, as an operator types them, beside a running API."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.conftest import HOME
from tests.delivery.conftest import SMS_NUMBER, Mail, Receiver
from tests.delivery.desk import FAST, Desk, web
from tests.delivery.test_email import email
from tests.delivery.test_push import PRIVATE, Browser
from tests.mailroom.conftest import FAST as MAILROOM
from tests.mailroom.conftest import TABLES, ScriptedBot
from tests.prompt import Prompt
from vocero.delivery.channel import Channel
from vocero.delivery.outside import Outside
from vocero.delivery.push import Push
from vocero.delivery.sms import Sms
from vocero.delivery.vapid import Vapid
from vocero.mailroom.post_office import PostOffice
from vocero.standin.serving import Standin, invented
from vocero.storage.engine import Database

ANA = "+12025550101"
Vocero = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    """Nothing in the mail, and nobody with an address."""
    made = Desk(database, tmp_path)
    made.sql(f"truncate vocero.dispatches, vocero.addresses, {TABLES}")
    yield made
    made.sql(f"truncate vocero.dispatches, vocero.addresses, {TABLES}")


@pytest.fixture
def vocero(typed: Prompt) -> Vocero:
    """Run a command beside this process; give its exit code and all that it printed."""
    environment = {**os.environ, "VOCERO_ENV": "development", "VOCERO_HOME": str(HOME)}

    async def run(*arguments: str, said: str = "") -> tuple[int, str]:
        return await asyncio.to_thread(typed.run, arguments, environment, said)

    return run


@asynccontextmanager
async def post_office(
    desk: Desk, twilio: Standin, channels: Mapping[str, Channel]
) -> AsyncIterator[None]:
    """Have the mailroom of an API process, talking to the stand-in, until the block ends."""
    twilio.anew()
    twilio.wrote(ANA)
    own = desk.database.settings.model_copy(update={
        "twilio_account_sid": "AC" + "0" * 32, "twilio_auth_token": SecretStr("invented"),
        "twilio_whatsapp_number": "whatsapp:+14155238886", "twilio_api_url": twilio.url,
        "public_url": "http://127.0.0.1:1", "files_dir": desk.shelf,
        "identity_secret": SecretStr("an identity secret that is long enough"),
    })  # fmt: skip
    office = PostOffice(own, desk.database, ScriptedBot(), *MAILROOM, FAST, channels)
    office.open()
    try:
        yield
    finally:
        await office.close()


def every(twilio: Standin, mail: Mail, receiver: Receiver) -> dict[str, Channel]:
    """Give all channels, on this machine."""
    account = invented(TWILIO_SMS_NUMBER=SMS_NUMBER)
    vapid = Vapid(PRIVATE, "mailto:it@spirit.example")
    return {
        **web(receiver.url), "email": email(mail), "push": Push(Outside(inside=True), vapid),
        "sms": Sms(account.model_copy(update={"twilio_api_url": twilio.url})),
    }  # fmt: skip


def addressed(desk: Desk, receiver: Receiver) -> Browser:
    """Let Ana be reached everywhere; give her browser."""
    browser = Browser(receiver.url)
    nth = int(desk.sql("select count(*) from vocero.people where person_id < (select person_id "
                       "from vocero.people where phone = :phone)", phone=ANA)[0][0])  # fmt: skip
    desk.address("email", "ana@example.com", nth)
    desk.address("slack", receiver.url + "/hooks/T/B/x", nth)
    desk.address("webhook", receiver.url + "/in", nth)
    keys = json.dumps(browser.address.details)
    desk.address("push", browser.address.where, nth, details=keys)
    return browser


def rows(printed: str) -> dict[str, str]:
    """Read the table: what happened by channel."""
    cells = [[c.strip() for c in line.split("│")[1:-1]] for line in printed.splitlines()]
    return {row[0]: row[2] for row in cells if len(row) == 3}


async def test_a_test_arrives_by_every_channel(
    desk: Desk, vocero: Vocero, twilio: Standin, mail: Mail, receiver: Receiver
) -> None:
    """One notice each, in the person's language, and the table says that it was sent."""
    browser = addressed(desk, receiver)
    async with post_office(desk, twilio, every(twilio, mail, receiver)):
        code, printed = await vocero("notify-test", ANA, "--seconds", "5")
    found = rows(printed)
    assert code == 0, printed
    assert list(found) == ["whatsapp", "sms", "email", "slack", "push", "webhook", "in_app"]
    assert all(what.startswith("sent") for what in found.values()), found
    assert [m["sms"] for m in twilio.chat(ANA)["messages"]].count(True) == 1
    assert len(twilio.chat(ANA)["messages"]) == 2
    assert mail.got[0]["Subject"] == "Prueba de Spirit Tours"
    by_path = {request.path: request for request in receiver.got}
    assert set(by_path) == {"/hooks/T/B/x", "/in", "/push/abc"}
    assert json.loads(browser.read(by_path["/push/abc"].body))["title"] == "Prueba de Spirit Tours"
    assert "ana@example.com" not in printed
    assert ANA not in printed


async def test_what_fails_is_named_and_counts(
    desk: Desk, vocero: Vocero, twilio: Standin, mail: Mail, receiver: Receiver
) -> None:
    """One refused, one away: the others arrive, and the exit code is 1."""
    addressed(desk, receiver)
    mail.rcpt = "550 no such user"
    channels = {**every(twilio, mail, receiver), "webhook": web("")["webhook"]}
    away = "update vocero.addresses set address = 'http://127.0.0.1:1/' where channel = 'webhook'"
    desk.sql(away)
    async with post_office(desk, twilio, channels):
        code, printed = await vocero("notify-test", ANA, "--seconds", "3")
    found = rows(printed)
    assert code == 1
    assert found["email"] == "refused: SMTP 550"
    assert found["webhook"].endswith(": ClientConnectorError")
    assert all(found[name].startswith("sent") for name in ("whatsapp", "sms", "slack", "push"))


async def test_what_is_not_set_up_or_has_no_address_is_no_failure(
    desk: Desk, vocero: Vocero, twilio: Standin, receiver: Receiver
) -> None:
    """It is said, and the exit code is 0."""
    async with post_office(desk, twilio, web(receiver.url)):
        code, printed = await vocero("notify-test", ANA, "--seconds", "3")
    found = rows(printed)
    assert code == 0, printed
    assert found["sms"] == "not set up"
    assert {found[name] for name in ("email", "slack", "push", "webhook")} == {"no address"}
    assert found["in_app"] == "sent"


async def test_without_an_api_nothing_is_sent_and_it_says_so(desk: Desk, vocero: Vocero) -> None:
    """The command puts it into the mail; the API's process sends it."""
    code, printed = await vocero("notify-test", ANA, "--seconds", "0")
    assert code == 1
    assert rows(printed)["whatsapp"] == "waiting: does the API run?"


async def test_addresses_come_and_go(desk: Desk, vocero: Vocero) -> None:
    """Shown masked; the secret of a webhook this once."""
    assert (await vocero("addresses", "add", ANA, "email", "ana@example.com"))[0] == 0
    code, printed = await vocero("addresses", "add", ANA, "webhook", "-", said="https://erp.example/in")
    secret = printed.split()[-1]
    kept = desk.sql("select secret from vocero.addresses where channel = 'webhook'")
    assert (code, secret) == (0, kept[0][0])
    printed = (await vocero("addresses", "list", ANA))[1]
    assert "a…@example.com" in printed
    assert secret not in printed
    assert (await vocero("addresses", "remove", ANA, "email", "ana@example.com"))[0] == 0
    assert (await vocero("addresses", "remove", ANA, "email", "ana@example.com"))[0] == 1
    assert desk.sql("select channel from vocero.addresses") == [("webhook",)]


@pytest.mark.parametrize(("arguments", "sentence"), [
    (("addresses", "add", ANA, "email", "ana"), "That is not an e-mail address."),
    (("addresses", "add", ANA, "pigeon", "roof"), "I do not know that channel."),
    (("addresses", "list", "+12025550142"), "nobody active has this number"),
    (("notify-test", "+12025550142"), "nobody active has this number"),
])  # fmt: skip
async def test_what_cannot_be_done_is_one_sentence(
    desk: Desk, vocero: Vocero, arguments: tuple[str, ...], sentence: str
) -> None:
    """And exit code 1."""
    code, printed = await vocero(*arguments)
    assert code == 1
    assert printed.startswith(sentence)
    assert "Traceback" not in printed


async def test_a_key_pair_is_made(vocero: Vocero) -> None:
    """Ready to be put into the environment."""
    printed = (await vocero("vapid"))[1]
    private = printed.splitlines()[0].removeprefix("VOCERO_VAPID_PRIVATE_KEY=")
    assert Vapid(private, "mailto:a@b.example").public in printed.splitlines()[1]
