"""E-mail, to a real SMTP server."""

from email.message import EmailMessage
from typing import Any

import pytest
from pydantic import SecretStr

from tests.delivery.conftest import Mail, notice, to
from vocero.delivery.channel import File, Later, Link, Refused, Sent
from vocero.delivery.email import Email
from vocero.settings import Settings

WHO = to("email", "ana@example.com")


def email(server: Mail, **more: Any) -> Email:
    """Give the channel, sent to this server."""
    settings = Settings(env="development", smtp_host="127.0.0.1", smtp_port=server.port,
                        smtp_from="Vocero de Spirit Tours <vocero@spirit.example>",
                        smtp_tls=more.pop("smtp_tls", "none"))  # fmt: skip
    return Email(settings.model_copy(update=more), server.trusted)


def part(message: EmailMessage, kind: str) -> str:
    """Give the text of a kind."""
    body = message.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


async def test_plain_text_and_html_stand_side_by_side(mail: Mail) -> None:
    """One subject, two shapes of one text, everything in it escaped."""
    said = notice(links=(Link("ventas <1>.csv", "https://bot.example/f?a=1&b=2"),))
    outcome = await email(mail).send(WHO, said)
    [message] = mail.got
    assert outcome == Sent(message["Message-ID"])
    assert mail.recipients == ["ana@example.com"]
    assert message["Subject"] == "Alerta de ventas"
    assert message["From"] == "Vocero de Spirit Tours <vocero@spirit.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "multipart/alternative"
    assert part(message, "plain").startswith("Ventas de ayer: 5 < 6 & 7\n")
    page = part(message, "html")
    assert "<b>Ventas</b> de <i>ayer</i>: 5 &lt; 6 &amp; 7" in page
    assert '<a href="https://bot.example/f?a=1&amp;b=2">ventas &lt;1&gt;.csv</a>' in page
    assert '<html lang="es">' in page


async def test_files_are_attached(mail: Mail) -> None:
    """Byte for byte, with name and type."""
    files = (File("ventas año.pdf", "application/pdf", b"%PDF\x00\xff"),
             File("v.csv", "text/csv; charset=utf-8", "año;1\n".encode()))  # fmt: skip
    await email(mail).send(WHO, notice(files=files))
    attached = list(mail.got[0].iter_attachments())
    assert [a.get_filename() for a in attached] == ["ventas año.pdf", "v.csv"]
    assert [a.get_content_type() for a in attached] == ["application/pdf", "text/csv"]
    assert attached[0].get_payload(decode=True) == b"%PDF\x00\xff"
    assert attached[1].get_payload(decode=True) == "año;1\n".encode()


async def test_what_goes_out_twice_is_one_message(mail: Mail) -> None:
    """The same key is the same Message-ID, another key another."""
    channel = email(mail)
    for key in ("a", "a", "b"):
        await channel.send(WHO, notice(key=key))
    first, again, other = [message["Message-ID"] for message in mail.got]
    assert first == again != other


async def test_a_title_adds_no_header(mail: Mail) -> None:
    """Whatever lines a title has, they are one."""
    await email(mail).send(WHO, notice(title="hola\r\nBcc: eva@example.com\n\n*x*"))
    assert mail.got[0]["Subject"] == "hola Bcc: eva@example.com x"
    assert mail.got[0]["Bcc"] is None


@pytest.mark.parametrize(("where", "said", "outcome"), [
    ("rcpt", "550 no such user", Refused("SMTP 550")), ("rcpt", "451 later", Later("SMTP 451")),
    ("data", "554 spam", Refused("SMTP 554")), ("data", "452 full", Later("SMTP 452")),
])  # fmt: skip
async def test_four_is_for_later_and_five_is_final(
    mail: Mail, where: str, said: str, outcome: object
) -> None:
    """At the recipient as at the end."""
    setattr(mail, where, said)
    assert await email(mail).send(WHO, notice()) == outcome


async def test_a_server_that_is_away_is_for_later(mail: Mail) -> None:
    """Nobody listens there."""
    outcome = await email(mail, smtp_port=1).send(WHO, notice())
    assert isinstance(outcome, Later)


async def test_it_logs_in_over_tls(secure_mail: Mail) -> None:
    """STARTTLS with a certificate that is checked, then the login."""
    login = {"smtp_user": "vocero", "smtp_password": SecretStr("a word"), "smtp_tls": "starttls"}
    assert isinstance(await email(secure_mail, **login).send(WHO, notice()), Sent)
    assert secure_mail.logins == [b"vocero"]


async def test_a_wrong_password_is_ours_and_for_later(secure_mail: Mail) -> None:
    """Nobody's address is to blame."""
    login = {"smtp_user": "vocero", "smtp_password": SecretStr("other"), "smtp_tls": "starttls"}
    assert await email(secure_mail, **login).send(WHO, notice()) == Later("SMTP login 535")


async def test_a_strange_certificate_is_not_talked_to(secure_mail: Mail) -> None:
    """The system does not know its authority."""
    secure_mail.trusted = None
    login = {"smtp_user": "vocero", "smtp_password": SecretStr("a word"), "smtp_tls": "starttls"}
    assert isinstance(await email(secure_mail, **login).send(WHO, notice()), Later)
    assert secure_mail.logins == []


async def test_without_tls_on_offer_nothing_is_sent(mail: Mail) -> None:
    """STARTTLS was asked for, so plain will not do."""
    assert isinstance(await email(mail, smtp_tls="starttls").send(WHO, notice()), Later)
    assert mail.got == []
