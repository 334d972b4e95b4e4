"""What an admin of the workspace does: people, channels, settings, and a crowd."""

from integrations.sandbox.control.errors import ControlError
from integrations.sandbox.hub import Hub
from integrations.sandbox.ids import new_id
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.names import check_name
from integrations.sandbox.slack.shapes import channel_json, user_json
from integrations.sandbox.types import Json
from integrations.sandbox.world import membership
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.crowd import Crowd, populate
from integrations.sandbox.world.people import User

USER_FIELDS = frozenset(
    {
        "name",
        "real_name",
        "email",
        "title",
        "tz",
        "color",
        "deleted",
        "is_guest",
        "is_admin",
        "phone",
    }
)
CHANNEL_FIELDS = frozenset(
    {"name", "topic", "purpose", "is_archived", "add", "remove", "by"}
)


def _refuse_unknown(body: Json, known: frozenset[str]) -> None:
    unknown = sorted(set(body) - known)
    if unknown:
        raise ControlError(f"unknown field: {', '.join(unknown)}")


def save_user(hub: Hub, body: Json) -> Json:
    """Make a person, or change one named by `id` (or an existing `name`)."""
    ws = hub.ws
    fields = {key: value for key, value in body.items() if key != "id"}
    _refuse_unknown(fields, USER_FIELDS)
    known = ws.find_user(str(body.get("id") or body.get("name")))
    user = known or _new_user(fields, str(body.get("id") or new_id("U")))
    for key, value in fields.items():
        setattr(user, key, value)
    user.updated = int(ws.clock.now())
    ws.users[user.id] = user
    ws.touch_people()
    kind = "user_change" if known else "team_join"
    ws.emit({"type": kind, "user": user_json(ws, user)})
    return {"ok": True, "user": user_json(ws, user)}


def _new_user(fields: Json, user_id: str) -> User:
    if not fields.get("name"):
        raise ControlError("name is required")
    name = str(fields["name"])
    return User(id=user_id, name=name, real_name=name.title())


def make_channel(hub: Hub, body: Json) -> Json:
    """Make a channel as a member would: `name, is_private, creator, members`."""
    _refuse_unknown(body, frozenset({"name", "is_private", "creator", "members"}))
    ws = hub.ws
    name = str(body.get("name") or "")
    try:
        check_name(name)
    except SlackError as error:
        raise ControlError(error.error) from error
    if ws.name_is_taken(name):
        raise ControlError("name_taken", status=409)
    creator = _user_id(hub, body.get("creator") or next(iter(ws.users)))
    channel = membership.create_channel(
        ws, name=name, creator=creator, is_private=bool(body.get("is_private"))
    )
    _add(hub, channel, body.get("members") or [], creator)
    return {"ok": True, "channel": channel_json(ws, channel)}


def change_channel(hub: Hub, ref: str, body: Json) -> Json:
    """Rename, archive, set texts, `add` and `remove` members; `by` says who."""
    _refuse_unknown(body, CHANNEL_FIELDS)
    ws = hub.ws
    channel = ws.find_channel(ref)
    if channel is None:
        raise ControlError("channel_not_found", status=404)
    by = _user_id(hub, body.get("by") or next(iter(ws.users)))
    if body.get("name"):
        membership.rename(ws, channel, by, str(body["name"]))
    if "topic" in body:
        membership.set_topic(ws, channel, by, str(body["topic"]))
    if "purpose" in body:
        membership.set_purpose(ws, channel, by, str(body["purpose"]))
    _add(hub, channel, body.get("add") or [], by)
    for ref_out in body.get("remove") or []:
        user = _user_id(hub, ref_out)
        if user in channel.members:
            membership.leave(ws, channel, user)
    _archive(hub, channel, by, body.get("is_archived"))
    return {"ok": True, "channel": channel_json(ws, channel)}


def _archive(hub: Hub, channel: Channel, by: str, wanted: object) -> None:
    if wanted is None or bool(wanted) == channel.is_archived:
        return
    change = membership.archive if wanted else membership.unarchive
    change(hub.ws, channel, by)


def _add(hub: Hub, channel: Channel, refs: list[str], by: str) -> None:
    for ref in refs:
        user = _user_id(hub, ref)
        if user not in channel.members:
            membership.join(hub.ws, channel, user, inviter=by)


def _user_id(hub: Hub, ref: object) -> str:
    user = hub.ws.find_user(str(ref))
    if user is None:
        raise ControlError(f"no such user: {ref}", status=404)
    return user.id


SETTINGS = {
    "app_url": str,
    "latency_ms": int,
    "rate_limits": bool,
    "groups_by": str,
    "calls_per_second": int | float,
    "speech_ms": int | float,
    "sms_url": str,
}
GROUPS_BY = ("everyone", "admins")


def change_settings(hub: Hub, body: Json) -> Json:
    """Change `app_url`, `latency_ms`, `rate_limits`, `groups_by` while running."""
    for name, value in body.items():
        if name not in SETTINGS or not isinstance(value, SETTINGS[name]):
            raise ControlError(f"no such setting: {name} = {value!r}")
    if body.get("groups_by", "everyone") not in GROUPS_BY:
        raise ControlError(f"groups_by must be one of: {', '.join(GROUPS_BY)}")
    settings = hub.settings
    settings.app_url = body.get("app_url", settings.app_url)
    settings.latency_ms = body.get("latency_ms", settings.latency_ms)
    settings.groups_by = body.get("groups_by", settings.groups_by)
    phone = hub.phone
    phone.pace = body.get("calls_per_second", phone.pace)
    phone.speech_ms = body.get("speech_ms", phone.speech_ms)
    phone.sms_url = body.get("sms_url", phone.sms_url)
    hub.rates.enabled = body.get("rate_limits", hub.rates.enabled)
    return {"ok": True}


def fill_up(hub: Hub, body: Json) -> Json:
    """Add `users, channels, usergroups`, `members_per_channel` people in each."""
    _refuse_unknown(body, frozenset(Crowd.__dataclass_fields__))
    for name, value in body.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise ControlError(f"{name} must be a whole number")
    ws = hub.ws
    populate(ws, Crowd(**body))
    return {
        "ok": True,
        "users": len(ws.users),
        "channels": len(ws.channels),
        "usergroups": len(ws.usergroups),
    }
