"""Users, conversations, messages and views as the Web API answers them."""

from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.people import User
from integrations.sandbox.world.views import View
from integrations.sandbox.world.workspace import Workspace


def user_json(ws: Workspace, user: User) -> Json:
    """A user object; the email only with `users:read.email`."""
    profile: Json = {
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "title": user.title,
        "team": ws.team.id,
    }
    if user.is_bot:
        profile |= {"bot_id": ws.app.bot_id, "api_app_id": ws.app.id}
    elif ws.grants("users:read.email"):
        profile["email"] = user.email
    shape: Json = {
        "id": user.id,
        "team_id": ws.team.id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": user.updated,
    }
    if user.deleted:
        return shape
    return shape | {
        "color": user.color.removeprefix("#"),
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": user.tz.rpartition("/")[2].replace("_", " "),
        "tz_offset": user.tz_offset(),
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_guest,
        "is_ultra_restricted": False,
        "is_email_confirmed": True,
    }


def channel_json(ws: Workspace, channel: Channel) -> Json:
    """A conversation object, as the bot sees it."""
    shape: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_im": channel.is_im,
        "is_archived": channel.is_archived,
        "is_org_shared": False,
        "context_team_id": ws.team.id,
        "updated": channel.updated * 1000,
    }
    if channel.is_im:
        return shape | {
            "user": channel.other(ws.bot),
            "is_user_deleted": False,
            "priority": 0,
        }
    return shape | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private and not channel.is_mpim,
        "is_mpim": channel.is_mpim,
        "is_private": channel.is_private,
        "is_general": channel.is_general,
        "is_member": ws.bot in channel.members,
        "is_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "parent_conversation": None,
        "shared_team_ids": [ws.team.id],
        "unlinked": 0,
        "creator": channel.creator,
        "topic": channel.topic,
        "purpose": channel.purpose,
        "previous_names": channel.previous_names,
    }


def message_json(message: Json, *, with_metadata: bool) -> Json:
    """A message as history answers it; metadata only when asked for."""
    if with_metadata or "metadata" not in message:
        return message
    return {key: value for key, value in message.items() if key != "metadata"}


def view_json(ws: Workspace, view: View) -> Json:
    """A view object, as in answers and in payloads."""
    body = view.body
    return {
        "id": view.id,
        "team_id": ws.team.id,
        "type": body["type"],
        "blocks": view.blocks,
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": view.values},
        "hash": view.hash,
        "title": body.get("title"),
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.root_id,
        "app_id": ws.app.id,
        "external_id": body.get("external_id", ""),
        "app_installed_team_id": ws.team.id,
        "bot_id": ws.app.bot_id,
    }
