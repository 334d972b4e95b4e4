"""users.list, users.info, users.conversations."""

from integrations.sandbox.slack.cursors import page
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.methods.listing import of_types
from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.slack.shapes import channel_json, user_json
from integrations.sandbox.types import Json


@method("users.list")
def users_list(call: Call) -> Json:
    """Everybody, deactivated accounts and bots too."""
    call.scoped("users:read")
    people = list(call.ws.users.values())
    rows, more = page(people, call.args, default=1000, most=1000)
    return {
        "ok": True,
        "members": [user_json(call.ws, user) for user in rows],
        "cache_ts": int(call.ws.clock.now()),
        "response_metadata": more,
    }


@method("users.info")
def users_info(call: Call) -> Json:
    """One person."""
    call.scoped("users:read")
    user = call.ws.users.get(call.args["user"])
    if user is None:
        raise SlackError("user_not_found")
    return {"ok": True, "user": user_json(call.ws, user)}


@method("users.conversations")
def users_conversations(call: Call) -> Json:
    """The conversations somebody is in, as far as the bot may see them."""
    ws = call.ws
    person = call.args.get("user") or ws.bot
    if person not in ws.users:
        raise SlackError("user_not_found")
    mine = [c for c in of_types(call) if person in c.members]
    rows, more = page(mine, call.args, default=100, most=1000)
    return {
        "ok": True,
        "channels": [channel_json(ws, channel) for channel in rows],
        "response_metadata": more,
    }
