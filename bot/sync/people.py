"""The workspace's people."""

from datetime import datetime
from functools import partial
from typing import Any

from bot.registry import Page, Sync, Talk
from incidents.channels import services, vanished
from incidents.channels.models import Workspace
from incidents.channels.values import UserFacts

# Slack recommends no more than 200 a page. Source: users.list.
PAGE = 200


def page(talk: Talk, workspace: Workspace, cursor: str) -> Page:
    answer = talk("users.list", limit=PAGE, **({"cursor": cursor} if cursor else {}))
    users = [user_facts(user) for user in answer["members"] if is_human(user)]
    return Page(
        save=partial(services.save_users, workspace=workspace, users=users),
        cursor=str((answer.get("response_metadata") or {}).get("next_cursor") or ""),
    )


def finish(workspace: Workspace, since: datetime) -> str:
    gone = vanished.users(workspace=workspace, since=since)
    return f"{gone:,} left." if gone else ""


def is_human(user: dict[str, Any]) -> bool:
    # Slackbot says is_bot: false. Source: Slack's users.list.
    return not user.get("is_bot") and user["id"] != "USLACKBOT"


def user_facts(user: dict[str, Any]) -> UserFacts:
    """A user object of Slack. Who is in through Slack Connect counts as a guest."""
    profile = user.get("profile") or {}
    handle = user.get("name") or user["id"]
    guest = ("is_restricted", "is_ultra_restricted", "is_stranger")
    return UserFacts(
        slack_id=user["id"],
        handle=handle,
        name=profile.get("real_name") or user.get("real_name") or handle,
        email=profile.get("email") or "",
        title=profile.get("title") or "",
        timezone=user.get("tz") or "UTC",
        is_guest=any(user.get(kind) for kind in guest),
        is_deleted=bool(user.get("deleted")),
    )


SYNC = Sync(
    name="people",
    label="People",
    title="people from Slack",
    page=page,
    finish=finish,
    rank=10,
)
