"""Frozen facts about what Slack holds, as its payloads tell them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WorkspaceFacts:
    """What Slack's auth.test tells of our bot."""

    slack_id: str
    name: str
    url: str
    bot_id: str
    bot_user_id: str
    enterprise_id: str = ""


@dataclass(frozen=True)
class UserFacts:
    """A user object of Slack; `email` is empty where Slack does not tell it."""

    slack_id: str
    handle: str
    name: str
    email: str = ""
    title: str = ""
    timezone: str = "UTC"
    is_guest: bool = False
    is_deleted: bool = False


@dataclass(frozen=True)
class ConversationFacts:
    """A channel object of Slack."""

    slack_id: str
    name: str
    is_private: bool = False
    is_archived: bool = False
    is_member: bool = False


@dataclass(frozen=True)
class GroupFacts:
    """A user group of Slack; `members` are Slack ids, None where they are not told."""

    slack_id: str
    handle: str
    name: str
    is_disabled: bool = False
    members: tuple[str, ...] | None = None
