"""User groups and who is in them."""

from datetime import datetime
from functools import partial
from typing import Any

from bot.registry import Page, Sync, Talk
from bot.slack import SlackRefused
from incidents.channels import groups, vanished
from incidents.channels.models import Workspace
from incidents.channels.values import GroupFacts


def page(talk: Talk, workspace: Workspace, cursor: str) -> Page:
    """All of them at once: usergroups.list knows no cursor. A free plan has none."""
    try:
        answer = talk("usergroups.list", include_users=True, include_disabled=True)
    except SlackRefused as error:
        if error.code not in ("plan_upgrade_required", "paid_teams_only"):
            raise
        return Page(save=lambda: 0)
    found = [group_facts(group) for group in answer["usergroups"]]
    return Page(save=partial(groups.save, workspace=workspace, groups=found))


def finish(workspace: Workspace, since: datetime) -> str:
    gone = vanished.user_groups(workspace=workspace, since=since)
    return f"Slack does not list {gone:,} of ours." if gone else ""


def group_facts(group: dict[str, Any]) -> GroupFacts:
    """A user group object; an event's leaves members out when there are many."""
    members = group.get("users")
    if members is not None and int(group.get("user_count") or 0) > len(members):
        members = None
    return GroupFacts(
        slack_id=group["id"],
        handle=group["handle"],
        name=group["name"],
        is_disabled=bool(group.get("date_delete")),
        members=None if members is None else tuple(members),
    )


SYNC = Sync(
    name=groups.SYNC,
    label="User groups",
    title="user groups from Slack",
    page=page,
    finish=finish,
    rank=30,
)
