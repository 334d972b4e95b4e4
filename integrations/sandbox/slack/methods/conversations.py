"""Creating, joining, inviting to and opening conversations; topics."""

from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.names import check_name
from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.slack.shapes import channel_json
from integrations.sandbox.types import Json
from integrations.sandbox.world import membership
from integrations.sandbox.world.channels import Channel

MOST_INVITED = 1000
MOST_TEXT = 250
"""Characters of a topic or a purpose. Source: docs.slack.dev, error too_long."""


def manage(call: Call, channel: Channel, suffix: str = "") -> None:
    """Refuse without the scope to manage this kind of channel."""
    narrow = f".{suffix}" if suffix else ""
    scopes = (
        ("groups:write", f"groups:write{narrow}")
        if channel.is_private
        else ("channels:manage", f"channels:write{narrow}")
    )
    call.scoped(*scopes)


def open_channel(call: Call) -> Channel:
    """A channel (not a direct message) that the bot is in and that is not archived."""
    channel = call.channel()
    if channel.is_im:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    return call.member_channel()


@method("conversations.create")
def create(call: Call) -> Json:
    """A new channel, the bot in it."""
    private = call.args.get("is_private", False)
    call.scoped("groups:write" if private else "channels:manage")
    name = check_name(call.args["name"])
    if call.ws.name_is_taken(name):
        raise SlackError("name_taken")
    channel = membership.create_channel(
        call.ws, name=name, creator=call.ws.bot, is_private=private
    )
    return {"ok": True, "channel": channel_json(call.ws, channel)}


@method("conversations.join")
def join(call: Call) -> Json:
    """The bot joins a public channel by itself."""
    call.scoped("channels:join")
    channel = call.channel()
    if channel.is_private:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    answer: Json = {"ok": True}
    if call.ws.bot in channel.members:
        answer["warning"] = "already_in_channel"
        answer["response_metadata"] = {"warnings": ["already_in_channel"]}
    else:
        membership.join(call.ws, channel, call.ws.bot)
    return answer | {"channel": channel_json(call.ws, channel)}


@method("conversations.invite")
def invite(call: Call) -> Json:
    """Bring people in: all or nobody, unless `force` lets the good ones through.

    With `force` the answer is ok when at least one came in, and lists the others.
    """
    users = [u for u in call.args["users"].replace(" ", "").split(",") if u]
    channel = open_channel(call)
    manage(call, channel, "invites")
    if not users:
        raise SlackError("no_user")
    if len(users) > MOST_INVITED:
        words = f"no more than {MOST_INVITED} items allowed [json-pointer:/users]"
        raise SlackError("invalid_arguments", messages=[words])
    users = list(dict.fromkeys(users))
    refusals = {user: _refusal(call, channel, user) for user in users}
    errors = [
        {"user": user, "ok": False, "error": why}
        for user, why in refusals.items()
        if why
    ]
    welcome = [user for user, why in refusals.items() if not why]
    if errors and not (call.args.get("force") and welcome):
        raise SlackError(str(errors[0]["error"]), extra={"errors": errors})
    for user in welcome:
        membership.join(call.ws, channel, user, inviter=call.ws.bot)
    answer: Json = {"ok": True, "channel": channel_json(call.ws, channel)}
    return answer | ({"errors": errors} if errors else {})


def _refusal(call: Call, channel: Channel, user_id: str) -> str | None:
    user = call.ws.users.get(user_id)
    if user is None:
        return "user_not_found"
    if user_id == call.ws.bot:
        return "cant_invite_self"
    if user.deleted:
        return "cant_invite"
    return "already_in_channel" if user_id in channel.members else None


@method("conversations.open")
def open_conversation(call: Call) -> Json:
    """The direct message with one person; by channel id, or by user id."""
    call.scoped("im:write")
    ws = call.ws
    if call.args.get("channel"):
        channel, new = call.channel(), False
    else:
        channel, new = _direct_with(call)
    brief = {"id": channel.id}
    shape = channel_json(ws, channel) if call.args.get("return_im") else brief
    answer: Json = {"ok": True, "channel": shape}
    return answer if new else answer | {"no_op": True, "already_open": True}


def _direct_with(call: Call) -> tuple[Channel, bool]:
    users = [u for u in (call.args.get("users") or "").split(",") if u]
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        # Group messages are not part of what Muster uses.
        raise SlackError("too_many_users")
    user = call.ws.users.get(users[0])
    if user is None:
        raise SlackError("user_not_found")
    if user.deleted:
        raise SlackError("user_disabled")
    return membership.open_direct(call.ws, call.ws.bot, user.id)


@method("conversations.setTopic")
def set_topic(call: Call) -> Json:
    """Set the topic, at most 250 characters."""
    channel = open_channel(call)
    manage(call, channel, "topic")
    if len(call.args["topic"]) > MOST_TEXT:
        raise SlackError("too_long")
    membership.set_topic(call.ws, channel, call.ws.bot, call.args["topic"])
    return {"ok": True, "channel": channel_json(call.ws, channel)}


@method("conversations.setPurpose")
def set_purpose(call: Call) -> Json:
    """Set the purpose, at most 250 characters."""
    channel = open_channel(call)
    manage(call, channel, "topic")
    if len(call.args["purpose"]) > MOST_TEXT:
        raise SlackError("too_long")
    membership.set_purpose(call.ws, channel, call.ws.bot, call.args["purpose"])
    return {"ok": True, "channel": channel_json(call.ws, channel)}
