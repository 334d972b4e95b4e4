"""Archiving, renaming, leaving and being put out of conversations."""

from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.methods.conversations import manage, open_channel
from integrations.sandbox.slack.names import check_name
from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.slack.shapes import channel_json
from integrations.sandbox.types import Json
from integrations.sandbox.world import membership


@method("conversations.archive")
def archive(call: Call) -> Json:
    """Close a channel."""
    channel = call.channel()
    manage(call, channel)
    if channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_general:
        raise SlackError("cant_archive_general")
    if channel.is_archived:
        raise SlackError("already_archived")
    call.member_channel()
    membership.archive(call.ws, channel, call.ws.bot)
    return {"ok": True}


@method("conversations.unarchive")
def unarchive(call: Call) -> Json:
    """Open an archived channel again; a bot token cannot.

    Slack answers a bot `not_in_channel` (docs.slack.dev, conversations.unarchive,
    known issue: "use a user token"). An admin's token does it.
    """
    channel = call.channel()
    if channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    if call.identity.is_bot:
        manage(call, channel)
        raise SlackError("not_in_channel")
    call.scoped("groups:write" if channel.is_private else "channels:write")
    if not channel.is_archived:
        raise SlackError("not_archived")
    membership.unarchive(call.ws, channel, call.identity.user)
    return {"ok": True}


@method("conversations.rename")
def rename(call: Call) -> Json:
    """Give a channel another name; only whoever made it, or an admin, may."""
    channel = open_channel(call)
    manage(call, channel)
    if channel.creator != call.ws.bot:
        raise SlackError("not_authorized")
    name = check_name(call.args["name"])
    if name != channel.name and call.ws.name_is_taken(name):
        raise SlackError("name_taken")
    membership.rename(call.ws, channel, call.ws.bot, name)
    return {"ok": True, "channel": channel_json(call.ws, channel)}


@method("conversations.leave")
def leave(call: Call) -> Json:
    """The bot leaves; where it never was is no error, but is said."""
    channel = call.channel()
    manage(call, channel)
    if channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.is_general:
        raise SlackError("cant_leave_general")
    if call.ws.bot not in channel.members:
        return {"ok": True, "not_in_channel": True}
    if channel.is_private and len(channel.members) == 1:
        raise SlackError("last_member")
    membership.leave(call.ws, channel, call.ws.bot)
    return {"ok": True}


@method("conversations.kick")
def kick(call: Call) -> Json:
    """Put somebody out."""
    channel = call.channel()
    manage(call, channel)
    if channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    call.member_channel()
    user = call.args.get("user") or ""
    if user == call.ws.bot:
        raise SlackError("cant_kick_self")
    if user not in call.ws.users:
        raise SlackError("user_not_found")
    if channel.is_general:
        raise SlackError("cant_kick_from_general")
    if user not in channel.members:
        raise SlackError("not_in_channel")
    membership.leave(call.ws, channel, user)
    return {"ok": True, "errors": {}}
