"""Reading the workspace, its people and its channels from Slack."""

from collections.abc import Iterator
from typing import Any

from bot.slack import Slack, make_client
from incidents.channels import services
from incidents.channels.models import Workspace
from incidents.channels.values import ConversationFacts, UserFacts, WorkspaceFacts

PAGE = 200
TIMEOUT_SECONDS = 15.0


def connect() -> Workspace:
    """Keep the workspace that SLACK_BOT_TOKEN belongs to.

    Raises ProviderError, and OtherWorkspace when another one is connected.
    """
    answer = _slack().call("auth.test")
    return services.connect(
        facts=WorkspaceFacts(
            slack_id=answer["team_id"],
            name=answer["team"],
            url=answer["url"],
            bot_id=answer["bot_id"],
            bot_user_id=answer["user_id"],
            enterprise_id=answer.get("enterprise_id") or "",
        )
    )


def people(workspace: Workspace) -> int:
    """Keep every human of the workspace, page by page; how many."""
    return sum(
        services.save_users(
            workspace=workspace,
            users=[_user(user) for user in page if _is_human(user)],
        )
        for page in _pages("users.list", "members")
    )


def conversations(workspace: Workspace) -> int:
    """Keep every channel that the bot can see, page by page; how many."""
    return sum(
        services.save_conversations(
            workspace=workspace, conversations=[_conversation(each) for each in page]
        )
        for page in _pages(
            "conversations.list", "channels", types="public_channel,private_channel"
        )
    )


def _slack() -> Slack:
    return Slack(make_client(TIMEOUT_SECONDS))


def _pages(method: str, field: str, **arguments: Any) -> Iterator[list[dict[str, Any]]]:
    slack = _slack()
    cursor = ""
    while True:
        following = {"cursor": cursor} if cursor else {}
        answer = slack.call(method, limit=PAGE, **arguments, **following)
        yield answer[field]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


def _is_human(user: dict[str, Any]) -> bool:
    # Slackbot says is_bot: false. Source: Slack's users.list.
    return not user.get("is_bot") and user["id"] != "USLACKBOT"


def _user(user: dict[str, Any]) -> UserFacts:
    profile = user.get("profile") or {}
    handle = user.get("name") or user["id"]
    return UserFacts(
        slack_id=user["id"],
        handle=handle,
        name=profile.get("real_name") or user.get("real_name") or handle,
        email=profile.get("email") or "",
        title=profile.get("title") or "",
        timezone=user.get("tz") or "UTC",
        is_guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        is_deleted=bool(user.get("deleted")),
    )


def _conversation(channel: dict[str, Any]) -> ConversationFacts:
    return ConversationFacts(
        slack_id=channel["id"],
        name=channel["name"],
        is_private=bool(channel.get("is_private")),
        is_archived=bool(channel.get("is_archived")),
        is_member=bool(channel.get("is_member")),
    )
