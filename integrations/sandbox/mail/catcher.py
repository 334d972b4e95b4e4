"""An SMTP server that takes mail for everybody, with faults on demand."""

import asyncio
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from integrations.sandbox.control.faults import Faults, Verdict
from integrations.sandbox.ids import new_id
from integrations.sandbox.types import Json
from integrations.sandbox.world.workspace import Workspace

KEPT = 5_000
"""The newest mails that are kept."""
REFUSAL = re.compile(r"[45]\d\d .+")
TAKEN = "250 OK"
NAMED_IN = ("to", "cc")


class MailCatcher:
    """aiosmtpd's handler: keeps every mail, newest last."""

    def __init__(self, ws: Workspace, faults: Faults) -> None:
        self._ws = ws
        self._faults = faults

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """One mail has come; the answer is SMTP's."""
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = self._read(envelope, message_from_bytes(raw, policy=policy.default))
        verdict = self._verdict(mail)
        if verdict.delay_ms:
            await asyncio.sleep(verdict.delay_ms / 1000)
        if verdict.kind == "error":
            return _refusal(verdict)
        if verdict.kind not in {"drop", "hang"}:
            self._keep(mail)
        transport = server.transport
        if verdict.kind in {"drop", "drop_after"} and isinstance(
            transport, asyncio.WriteTransport
        ):
            transport.abort()
        if verdict.kind in {"drop", "drop_after", "hang", "hang_after"}:
            # aiosmtpd ends this wait when the connection is gone.
            await asyncio.Event().wait()
        return TAKEN

    def _verdict(self, mail: Json) -> Verdict:
        """A fault may name one recipient; it strikes the mail they all get."""
        attributes = {
            "from": mail["from"],
            "to": ",".join(mail["to"]),
            "subject": mail["subject"],
        }
        return self._faults.judge("smtp", attributes)

    def _read(self, envelope: Envelope, message: EmailMessage) -> Json:
        headers = [str(h) for name in NAMED_IN for h in message.get_all(name, [])]
        named = [address.lower() for _, address in getaddresses(headers) if address]
        return {
            "id": new_id("M"),
            "from": envelope.mail_from or "",
            "to": [str(address).lower() for address in envelope.rcpt_tos],
            "named": named,
            "subject": str(message.get("subject", "")),
            "text": _part(message, "plain"),
            "html": _part(message, "html"),
            "message_id": str(message.get("message-id", "")),
            "headers": {name: str(value) for name, value in message.items()},
            "at": self._ws.clock.now(),
        }

    def _keep(self, mail: Json) -> None:
        ws = self._ws
        ws.mail_count += 1
        ws.mail.append({**mail, "n": ws.mail_count})
        del ws.mail[:-KEPT]
        ws.touch(u.id for u in ws.users.values() if u.email.lower() in mail["to"])


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part else ""


def _refusal(verdict: Verdict) -> str:
    """The fault's `error` when it is an SMTP reply, else a passing refusal."""
    text = verdict.fault.error if verdict.fault else ""
    return text if REFUSAL.fullmatch(text) else f"451 4.3.0 {text}"


def _anybody(*_args: object) -> AuthResult:
    return AuthResult(success=True)


async def serve(
    ws: Workspace, faults: Faults, *, host: str, port: int
) -> asyncio.Server:
    """Listen; port 0 picks a free one. Raises OSError when it is taken.

    Logging in is offered and anything is believed, so that an app's settings for a
    real server work here.
    """
    catcher = MailCatcher(ws, faults)
    loop = asyncio.get_running_loop()
    return await loop.create_server(
        lambda: SMTP(
            catcher,
            hostname="sandbox.mail",
            ident="sandbox",
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            authenticator=_anybody,
            loop=loop,
        ),
        host,
        port,
    )
