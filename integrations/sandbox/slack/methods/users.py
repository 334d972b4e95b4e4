"""users.list, users.info, users.lookupByEmail, users.conversations."""

from integrations.sandbox.slack.cursors import page
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.methods.listing import of_types
from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.slack.shapes import channel_json, user_json
from integrations.sandbox.types import Json

MOST_AT_ONCE = 1000
"""Without `limit` Slack gives everybody at once, or refuses in a big workspace."""


@method("users.list")
def users_list(call: Call) -> Json:
    """Everybody, deactivated accounts and bots too."""
    call.scoped("users:read")
    people = list(call.ws.users.values())
    if not call.args.get("limit") and len(people) > MOST_AT_ONCE:
        raise SlackError("limit_required")
    rows, more = page(people, call.args, default=MOST_AT_ONCE, most=1000)
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


@method("users.lookupByEmail")
def users_by_email(call: Call) -> Json:
    """One person by their address, in any case; nobody who has left."""
    call.scoped("users:read.email")
    wanted = call.args["email"].lower()
    for user in call.ws.users.values():
        if user.email.lower() == wanted and not user.deleted:
            return {"ok": True, "user": user_json(call.ws, user)}
    raise SlackError("users_not_found")


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
