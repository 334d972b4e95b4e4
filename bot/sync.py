"""Reading the workspace, its people and its channels from Slack."""

import time
from collections.abc import Iterator
from typing import Any

from slack_sdk.web import SlackResponse

from bot.slack import Slack, make_client
from incidents.channels import services
from incidents.channels.models import Workspace
from incidents.channels.values import ConversationFacts, UserFacts, WorkspaceFacts
from incidents.outbox.values import ProviderError

PAGE = 200
TIMEOUT_SECONDS = 15.0
# How often a page is asked for again when Slack asks for a pause, and how long one is.
PAUSES = 5
LONGEST_PAUSE = 60.0


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
        answer = _patiently(slack, method, limit=PAGE, **arguments, **following)
        yield answer[field]
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return


def _patiently(slack: Slack, method: str, **arguments: Any) -> SlackResponse:
    """Call, and wait as long as Slack asks for: a big company has many pages, and a
    sync that gave up would begin again with the first. No lease runs meanwhile.
    """
    for _ in range(PAUSES):
        try:
            return slack.call(method, **arguments)
        except ProviderError as error:
            if error.retry_after is None:
                raise
            time.sleep(min(error.retry_after, LONGEST_PAUSE))
    return slack.call(method, **arguments)


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
