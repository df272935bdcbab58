"""E-mail by SMTP, through Django's own backend."""

import smtplib
from dataclasses import dataclass
from typing import Final

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from leeward.clinic.messaging.envelopes import Answer, Envelope, Verdict

ANSWERS_WITHIN_S: Final = 15
FOR_GOOD: Final = 500  # RFC 5321: a code from here on is meant for good
OURS: Final = (
    "The mail server does not let us send ({}). See LEEWARD_SMTP_USER, LEEWARD_SMTP_PASSWORD, LEEWARD_MAIL_FROM."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """A mail server."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    security: str = "starttls"  # starttls, tls or none

    def hand_over(self, envelope: Envelope) -> Answer:
        """Hand a message to the mail server."""
        backend = EmailBackend(
            host=self.host, port=self.port, username=self.user, password=self.password, timeout=ANSWERS_WITHIN_S,
            use_tls=self.security == "starttls", use_ssl=self.security == "tls",
        )  # fmt: skip
        try:
            backend.send_messages([self._letter(envelope)])
        except smtplib.SMTPRecipientsRefused as why:
            code, said = next(iter(why.recipients.values()))
            return _of_code(code, said)
        except smtplib.SMTPDataError as why:
            return _of_code(why.smtp_code, why.smtp_error)
        except smtplib.SMTPResponseException as why:  # of us: whoever is written to has no part in it
            return Answer(verdict=Verdict.LATER, why=OURS.format(why.smtp_code))
        except (OSError, smtplib.SMTPException) as why:
            return Answer(verdict=Verdict.LATER, why=f"The mail server does not answer ({type(why).__name__}).")
        return Answer(verdict=Verdict.TAKEN, reference=envelope.key)

    def _letter(self, envelope: Envelope) -> EmailMessage:
        domain = self.sender.rpartition("@")[2].strip("> ") or "localhost"
        headers = {"Message-ID": f"<{envelope.key}@{domain}>", "Auto-Submitted": "auto-generated"}
        if envelope.stop_url:
            headers |= {
                "List-Unsubscribe": f"<{envelope.stop_url}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            }
        return EmailMessage(envelope.subject, envelope.text, self.sender, [envelope.to], headers=headers)


def _of_code(code: int, said: bytes | str) -> Answer:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    verdict = Verdict.NEVER if code >= FOR_GOOD else Verdict.LATER
    return Answer(verdict=verdict, why=f"The mail server said {code}: {text}"[:200])
