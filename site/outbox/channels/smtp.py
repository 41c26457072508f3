"""Django's SMTP backend, patient at the one moment where impatience sends a message twice."""

import smtplib
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

ANSWER_TIMEOUT = 120
"""Seconds for the server's answer to a whole message. RFC 5321 §4.5.3.2.6 asks for ten minutes (RFC 1047 says why: the
server has the message, and we would send it again); a sender must be done long before the sweeper takes it for dead."""


class NoAnswer(smtplib.SMTPServerDisconnected):
    """The message was handed over, and the line fell silent: the server may have it."""


class _Patient:
    """What is added to `smtplib`'s own classes."""

    sock: Any
    timeout: float

    def data(self, msg: Any) -> Any:
        """
        Hand over a message, and give its answer more time than a greeting gets.

        :raises NoAnswer: none came.
        """
        self.sock.settimeout(max(self.timeout, ANSWER_TIMEOUT))
        try:
            return super().data(msg)  # type: ignore[misc]  # mixed into a class that has it
        except smtplib.SMTPDataError:
            raise  # an answer, to DATA itself
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            raise NoAnswer(str(error)) from error
        finally:
            if self.sock is not None:
                self.sock.settimeout(self.timeout)


class PatientSMTP(_Patient, smtplib.SMTP):
    """Plain, or with STARTTLS."""


class PatientSMTPOverTLS(_Patient, smtplib.SMTP_SSL):
    """TLS from the first byte."""


class PatientBackend(EmailBackend):
    """`EMAIL_BACKEND`."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Our classes in place of smtplib's."""
        return PatientSMTPOverTLS if self.use_ssl else PatientSMTP
