"""E-mail as JSON, as services for inbound mail post it.

Sources: Postmark, "Inbound webhook" (From, Subject, TextBody, MessageID, Date);
CloudMailin, "JSON (Normalised)" (headers.from, headers.subject, headers.message_id,
headers.date, plain, html) and its older format (headers.Subject, headers.Message-ID).
Any other service that posts from, subject, text and message-id at the top will do:
capitals, dashes and underscores in names do not matter. `Date` is RFC 5322's.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from incidents.alerts import fields
from incidents.alerts.sources import Body, Source
from incidents.alerts.values import Action, Signal, Unreadable

SETUP = """
Muster reads no mailbox. A service for inbound mail receives the e-mails and posts each
as JSON to

    {hook}

- **Postmark**: paste the address as **Webhook** in the settings of the server's
  *Inbound* stream.
- **CloudMailin**: make an address with the format **JSON (Normalised)** and paste the
  address as its target.
- **Any other**: what it posts needs `subject`, and may have `from`, `text`,
  `message-id` and `date`.

Then let your tool send its e-mails to the address that the service gave you. E-mails
with the same subject are one alert; a subject that begins with RESOLVED, RECOVERY,
RECOVERED, CLEARED or OK, or with one of them in brackets, ends it.
"""
REPLIES = re.compile(r"^\s*(?:(?:re|fwd?|aw|wg)\s*:\s*)+", re.IGNORECASE)
# "[FIRING:1] Disk", "** PROBLEM: Disk **", "RESOLVED - Disk".
STATE = re.compile(
    r"^[\s*\[(]*"
    r"(?P<word>firing|problem|alerting|alert|critical|warning|down|triggered|open"
    r"|resolved|recovery|recovered|cleared|closed|ok|up)"
    r"(?::?\s?\d+)?"
    r"(?P<end>[\])*:]+|\s+-)\s*",
    re.IGNORECASE,
)
OVER = {"resolved", "recovery", "recovered", "cleared", "closed", "ok", "up"}
SEVERITIES = {"critical", "warning"}
TEXTS = ("textbody", "plain", "text", "strippedtext", "bodyplain")


def parse(body: Body) -> Sequence[Signal]:
    data = _normal(fields.mapping(body.data, "The body"))
    headers = data.get("headers")
    # Postmark's are a list of names and values, and what matters is at the top.
    head = data | (_normal(headers) if isinstance(headers, Mapping) else {})
    written = fields.text(head, "subject")
    if not written:
        raise Unreadable("subject is missing.")
    subject, word = _told(written)
    return [
        Signal(
            title=subject,
            action=Action.RESOLVE if word in OVER else Action.TRIGGER,
            dedup_key=subject.casefold()[:400],
            body=next((t for name in TEXTS if (t := fields.text(data, name))), ""),
            severity=word if word in SEVERITIES else "",
            labels=fields.labels(
                {"from": _sender(head), "message_id": fields.text(head, "messageid")}
            ),
            at=_date(head.get("date")),
        )
    ]


def _normal(found: Mapping[str, Any]) -> dict[str, Any]:
    """Names in small letters, without dashes and underscores."""
    return {
        str(name).lower().replace("-", "").replace("_", ""): value
        for name, value in found.items()
    }


def _told(written: str) -> tuple[str, str]:
    """The subject without what changes from e-mail to e-mail, and its word."""
    subject = REPLIES.sub("", " ".join(written.split()))
    found = STATE.match(subject)
    if not found:
        return subject, ""
    left = subject[found.end() :].strip(" *")
    return (left or subject), found["word"].lower()


def _sender(head: Mapping[str, Any]) -> str:
    """A text, or the object that some services make of it."""
    found = head.get("from")
    if isinstance(found, Mapping):
        return fields.text(_normal(found), "email") or fields.text(found, "text")
    return "" if isinstance(found, list) else fields.plain(found, "from")


def _date(value: Any) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        found = parsedate_to_datetime(value)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return fields.moment(value)


SOURCE = Source(
    name="email",
    label="E-mail (as JSON)",
    parse=parse,
    setup=SETUP,
    samples={
        "firing": {
            "FromName": "Backup of db1",
            "MessageStream": "inbound",
            "From": "backup@brightwater.example",
            "FromFull": {"Email": "backup@brightwater.example", "Name": "Backup"},
            "To": "alerts@inbound.brightwater.example",
            "Subject": "PROBLEM: Backup of db1 failed",
            "MessageID": "73e6d360-66eb-11e1-8e72-a8904824019b",
            "Date": "Thu, 12 Mar 2026 14:05:00 +0100",
            "TextBody": "pg_dump: error: no space left on device",
            "HtmlBody": "",
            "Headers": [{"Name": "X-Spam-Status", "Value": "No"}],
            "Attachments": [],
        },
        "resolved": {
            "headers": {
                "from": "Backup <backup@brightwater.example>",
                "to": "alerts@cloudmailin.example",
                "subject": "RESOLVED: Backup of db1 failed",
                "message_id": "<4F145791.8040802@brightwater.example>",
                "date": "Thu, 12 Mar 2026 15:05:00 +0100",
            },
            "envelope": {"from": "backup@brightwater.example"},
            "plain": "It ran through.",
            "html": "",
            "attachments": [],
        },
    },
)
