"""The channels that the bot can see."""

from datetime import datetime
from functools import partial
from typing import Any

from bot.registry import Page, Sync, Talk
from incidents.channels import services, vanished
from incidents.channels.models import Workspace
from incidents.channels.values import ConversationFacts

# Slack recommends no more than 200 a page. Source: conversations.list.
PAGE = 200


def page(talk: Talk, workspace: Workspace, cursor: str) -> Page:
    answer = talk(
        "conversations.list",
        types="public_channel,private_channel",
        limit=PAGE,
        **({"cursor": cursor} if cursor else {}),
    )
    found = [conversation_facts(channel) for channel in answer["channels"]]
    return Page(
        save=partial(
            services.save_conversations, workspace=workspace, conversations=found
        ),
        cursor=str((answer.get("response_metadata") or {}).get("next_cursor") or ""),
    )


def finish(workspace: Workspace, since: datetime) -> str:
    gone = vanished.conversations(workspace=workspace, since=since)
    return f"{gone:,} are gone." if gone else ""


def conversation_facts(channel: dict[str, Any]) -> ConversationFacts:
    return ConversationFacts(
        slack_id=channel["id"],
        name=channel["name"],
        is_private=bool(channel.get("is_private")),
        is_archived=bool(channel.get("is_archived")),
        is_member=bool(channel.get("is_member")),
    )


SYNC = Sync(
    name="conversations",
    label="Channels",
    title="channels from Slack",
    page=page,
    finish=finish,
    rank=20,
)
