"""E-mail by SMTP: plain text and HTML side by side, files attached.

The Message-ID is made from the notice's key, so that a mail program shows one that came twice once.
"""

import hashlib
import ssl
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr

import aiosmtplib
from aiosmtplib import errors

from vocero.delivery.channel import Later, Notice, Outcome, Refused, Sent
from vocero.delivery.wording import one_line, page, plain
from vocero.people.addresses import Address
from vocero.settings import Settings

_TIMEOUT_SECONDS = 20.0
_PERMANENT = 500


class Email:
    """Our mail server; each notice has a connection of its own."""

    name = "email"
    attaches = True

    def __init__(self, settings: Settings, trusted: ssl.SSLContext | None = None) -> None:
        """Open nothing yet. `trusted` says whose certificates count, if not the system's."""
        self._settings, self._trusted = settings, trusted

    async def send(self, address: Address, notice: Notice) -> Outcome:
        """Hand it to the server: a 4xx is for later, a 5xx final, a refused login is ours."""
        message = self._message(address.where, notice)
        own = self._settings
        try:
            refused, _ = await aiosmtplib.send(
                message, hostname=own.smtp_host, port=own.smtp_port, username=own.smtp_user,
                password=own.smtp_password.get_secret_value() if own.smtp_password else None,
                use_tls=own.smtp_tls == "tls", start_tls=own.smtp_tls == "starttls",
                tls_context=self._trusted, timeout=_TIMEOUT_SECONDS,
            )  # fmt: skip
        except errors.SMTPAuthenticationError as fault:
            return Later(f"SMTP login {fault.code}")
        except errors.SMTPRecipientsRefused as fault:
            return _meaning(max(one.code for one in fault.recipients))
        except errors.SMTPResponseException as fault:
            return _meaning(fault.code)
        except (errors.SMTPException, OSError, ValueError) as fault:
            return Later(type(fault).__name__)
        return _meaning(max(r.code for r in refused.values())) if refused else Sent(
            str(message["Message-ID"])
        )

    async def close(self) -> None:
        """Have nothing to close."""

    def _message(self, to: str, notice: Notice) -> EmailMessage:
        name, sender = parseaddr(self._settings.smtp_from or "")
        digest = hashlib.sha256(notice.key.encode()).hexdigest()[:40]
        message = EmailMessage(policy=SMTP)
        message["From"] = Mailbox(name, addr_spec=sender)
        message["To"] = Mailbox(addr_spec=to)
        message["Subject"] = one_line(notice.title)
        message["Date"] = formatdate()
        message["Message-ID"] = f"<{digest}@{sender.partition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        links = [f"{link.name}: {link.url}" for link in notice.links]
        message.set_content("\n".join([plain(notice.text).strip(), *links]) + "\n")
        message.add_alternative(page(notice), subtype="html")
        for file in notice.files:
            kind, _, subtype = file.content_type.partition(";")[0].partition("/")
            message.add_attachment(
                file.content, maintype=kind, subtype=subtype, filename=one_line(file.name)
            )
        return message


def _meaning(code: int) -> Outcome:
    return Refused(f"SMTP {code}") if code >= _PERMANENT else Later(f"SMTP {code}")
