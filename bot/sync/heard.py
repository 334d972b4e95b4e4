"""What events tell of users, channels and groups between two readings."""

from typing import Any

from django.utils import timezone

from bot.sync.people import is_human, user_facts
from bot.sync.user_groups import group_facts
from incidents.channels import groups, queries, services, syncing
from incidents.channels.values import ConversationFacts


def user(event: dict[str, Any]) -> None:
    """A user object came or changed. Slack tells of each status of each person, so
    that what changes nothing for us writes nothing.
    """
    workspace = queries.workspace()
    told = event["user"]
    if workspace is not None and is_human(told):
        facts = [user_facts(told)]
        services.save_users(workspace=workspace, users=facts, listed=False)


def group(event: dict[str, Any]) -> None:
    """A user group came or changed; with many members, all are read anew."""
    workspace = queries.workspace()
    if workspace is None:
        return
    facts = group_facts(event["subteam"])
    groups.save(workspace=workspace, groups=[facts])
    if facts.members is None:
        syncing.start(name=groups.SYNC, now=timezone.now())


def group_members(event: dict[str, Any]) -> None:
    """People came to a group or left it; the lists may be cut short."""
    added, removed = event.get("added_users") or [], event.get("removed_users") or []
    groups.change_members(slack_id=event["subteam_id"], added=added, removed=removed)
    counts = event.get("added_users_count"), event.get("removed_users_count")
    if [int(count or 0) for count in counts] != [len(added), len(removed)]:
        syncing.start(name=groups.SYNC, now=timezone.now())


def made(event: dict[str, Any]) -> None:
    """A public channel was made; ours is kept by who opens it."""
    workspace = queries.workspace()
    told = event["channel"]
    if workspace is not None and told.get("creator") != workspace.bot_user_id:
        facts = ConversationFacts(slack_id=told["id"], name=told["name"][:80])
        services.save_conversation(workspace=workspace, facts=facts)


def renamed(event: dict[str, Any]) -> None:
    told = event["channel"]
    services.change_conversation(slack_id=told["id"], name=told["name"][:80])


def archived(event: dict[str, Any]) -> None:
    services.change_conversation(slack_id=str(event["channel"]), is_archived=True)


def unarchived(event: dict[str, Any]) -> None:
    services.change_conversation(slack_id=str(event["channel"]), is_archived=False)
