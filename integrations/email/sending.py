"""Sending one e-mail, and what a mail server's answers mean."""

import smtplib
from dataclasses import replace

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from incidents.outbox import claims
from incidents.outbox.values import Claim, ProviderError
from integrations.email import followers
from integrations.email.values import Mail
from integrations.registry import EffectHandler, Receipt

# Greeting, log-in, sender, recipient, text and good-bye: each may last EMAIL_TIMEOUT.
EXCHANGES = 6
NO_SERVER = (
    "No mail server is configured: set EMAIL_URL (docs/email.md), restart, then retry."
)
NO_MAILBOX = (
    "Outside production (PRODUCTION is false) e-mail goes to TEAM_EMAIL alone: set it, "
    "restart, then retry."
)


def send(claim: Claim) -> Receipt:
    """One e-mail of an effect, composed when it is sent.

    After a lost answer it is sent again under the same Message-ID, by which mail
    programs show one: a mail server cannot be asked what it has taken.
    """
    mail, receipt = followers.compose(claim)
    if mail is not None:
        deliver(claim, mail)
    return receipt


def deliver(claim: Claim, mail: Mail) -> None:
    """Send it for this effect. Raises ProviderError or LeaseLost."""
    if not settings.EMAIL_URL:
        raise ProviderError(NO_SERVER, permanent=True)
    claims.check(claim, needed=EXCHANGES * settings.EMAIL_TIMEOUT)
    _send(mail if settings.PRODUCTION else _at_home(mail))


def _at_home(mail: Mail) -> Mail:
    """Outside production nobody but TEAM_EMAIL gets e-mail."""
    if not settings.TEAM_EMAIL:
        raise ProviderError(NO_MAILBOX, permanent=True)
    return replace(mail, to=settings.TEAM_EMAIL)


def _send(mail: Mail) -> None:
    """Raises ProviderError; in doubt only once the server has been told of it."""
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.to],
        headers=dict(mail.headers),
    )
    message.attach_alternative(mail.html, "text/html")
    connection = get_connection()
    _connect(connection)
    try:
        connection.send_messages([message])
    except smtplib.SMTPServerDisconnected as error:
        raise ProviderError(
            f"The mail server hung up: {error}", in_doubt=True
        ) from error
    except smtplib.SMTPException as error:
        raise _refused(error) from error
    except OSError as error:
        raise ProviderError(
            f"The mail server did not answer ({type(error).__name__}: {error})",
            in_doubt=True,
        ) from error
    finally:
        connection.close()


def _connect(connection: BaseEmailBackend) -> None:
    try:
        connection.open()
    except smtplib.SMTPAuthenticationError as error:
        raise ProviderError(
            f"The mail server does not take the user and password of EMAIL_URL: "
            f"{_said(error)} Mend it, restart, then retry.",
            permanent=True,
        ) from error
    except smtplib.SMTPException as error:
        raise _refused(error) from error
    except OSError as error:
        raise ProviderError(
            f"The mail server of EMAIL_URL is not reached "
            f"({type(error).__name__}: {error})"
        ) from error


def _refused(error: smtplib.SMTPException) -> ProviderError:
    """4xx passes by itself, 5xx stays. Source: RFC 5321, section 4.2.1."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        text = f"The mail server refused the recipient: {_text(code, said)}"
    elif isinstance(error, smtplib.SMTPResponseException):
        code = error.smtp_code
        text = f"The mail server refused the e-mail: {_said(error)}"
    else:
        return ProviderError(f"The e-mail could not be sent: {error}", permanent=True)
    return ProviderError(text, permanent=code >= 500)


def _said(error: smtplib.SMTPResponseException) -> str:
    return _text(error.smtp_code, error.smtp_error)


def _text(code: int, said: bytes | str) -> str:
    words = said.decode(errors="replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(words.split())}."


EFFECT = EffectHandler(kind="email", send=send)
