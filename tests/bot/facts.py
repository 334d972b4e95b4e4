"""Incidents that are in no database, hostile texts, and Slack's own checks."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.answers import Message
from incidents.catalog.models import Service
from incidents.channels.models import Conversation
from incidents.people.models import Person, Team
from incidents.record.models import Entry, Incident
from incidents.values import TEXT_LIMIT, TITLE_LIMIT, Status
from integrations.sandbox.slack.blockkit import check_message_blocks, check_view

Json = dict[str, Any]

NOW = datetime(2026, 3, 1, 3, 42, tzinfo=UTC)
HOSTILE = (
    "<!channel> everything is down",
    "<!subteam^S1|@everyone> & <@U1|x> <https://evil.example|good.example>",
    "*bold _italic ~strike `code ```block",
    "👩‍👩‍👧 🔥 " * 60,
    "الخدمة معطلة <!here> شكرا 12:30",
    "&" * TEXT_LIMIT,
    "<" * TEXT_LIMIT,
    "x" * TEXT_LIMIT,
    "https://example.com/" + "a&" * 1_400,
)


def person(name: str = "Ada Lovelace", pk: int = 1) -> Person:
    return Person(pk=pk, name=name, email=f"p{pk}@example.com")


def incident(**changes: Any) -> Incident:
    facts: dict[str, Any] = {
        "pk": 12,
        "title": "Checkout errors",
        "severity": "SEV1",
        "status": Status.FIXING,
        "declared_by": person(),
        "lead": person(),
        "declared_at": NOW - timedelta(minutes=42),
        "channel_name": "inc-12-checkout-errors",
        "channel": Conversation(slack_id="C12", name="inc-12-checkout-errors"),
        "service": Service(name="Checkout", team=Team(name="Payments")),
    }
    return Incident(**{**facts, **changes})


def hostile(text: str, **changes: Any) -> Incident:
    """Everything that people write is this text, as far as it fits."""
    name = text[:120]
    return incident(
        title=text[:TITLE_LIMIT],
        summary=text,
        latest_update=text,
        resolution=text,
        declared_by=person(name),
        lead=person(name),
        service=Service(name=text[:80], team=Team(name=text[:80])),
        **changes,
    )


def entry(kind: Entry.Kind, text: str = "It came back", **changes: Any) -> Entry:
    return Entry(
        kind=kind, text=text, at=NOW, by=changes.pop("by", person()), **changes
    )


def accept_blocks(blocks: Sequence[Json]) -> None:
    """Slack would take these in a message."""
    for block in Block.parse_all(list(blocks)):
        block.validate_json()
    check_message_blocks(list(blocks))


def accept_message(message: Message) -> None:
    accept_blocks(message.blocks)
    assert 0 < len(message.text) <= 4_000


def accept_view(view: Json) -> None:
    """Slack would take this view."""
    View(**view).validate_json()
    for block in Block.parse_all(view["blocks"]):
        block.validate_json()
    check_view(view, kind=view["type"])


def marked_up(shown: Any) -> str:
    """Every mrkdwn text in it, which is where Slack obeys what it reads."""
    if isinstance(shown, dict):
        if shown.get("type") == "mrkdwn":
            return str(shown["text"])
        return "\n".join(filter(None, map(marked_up, shown.values())))
    if isinstance(shown, list | tuple):
        return "\n".join(filter(None, map(marked_up, shown)))
    return ""


def everything(shown: Any) -> str:
    return json.dumps(shown, ensure_ascii=False)
