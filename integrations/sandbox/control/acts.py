"""What a person does: each act changes the workspace and tells the app."""

from collections.abc import Awaitable, Callable

from integrations.sandbox.control import items, lookup, phones, shortcuts
from integrations.sandbox.control.answers import finish
from integrations.sandbox.control.choices import Choices
from integrations.sandbox.control.containers import container_of
from integrations.sandbox.control.errors import ControlError
from integrations.sandbox.control.inputs import chosen_action, fill_in, unfilled
from integrations.sandbox.delivery import interactions
from integrations.sandbox.delivery.commands import knows, run_command
from integrations.sandbox.delivery.payloads import Typed
from integrations.sandbox.hub import Hub
from integrations.sandbox.slack.shapes import view_json
from integrations.sandbox.types import Json
from integrations.sandbox.world import membership, messages, modals

Act = Callable[[Hub, Json], Awaitable[Json]]


async def command(hub: Hub, body: Json) -> Json:
    """Type a slash command."""
    user = lookup.person(hub.ws, body)
    channel = lookup.channel(hub.ws, body, user)
    name = lookup.text(body, "command")
    if not knows(hub, name):
        # Slack's own words for a command nobody registered.
        text = f"{name} is not a valid command."
        modals.add_notice(hub.ws, user.id, text, channel=channel.id)
        return {"ok": False, "error": "unknown_command"}
    typed = Typed(
        user=user.id,
        channel=channel,
        command=name,
        text=lookup.text(body, "text", "").strip(),
    )
    return await finish(hub, body, run_command(hub, typed))


async def message(hub: Hub, body: Json) -> Json:
    """Post a message as a person."""
    user = lookup.person(hub.ws, body)
    channel = lookup.channel(hub.ws, body, user)
    text = lookup.text(body, "text")
    if channel.is_archived:
        raise ControlError("is_archived")
    if user.id not in channel.members:
        raise ControlError("not_in_channel")
    if not text.strip():
        raise ControlError("no_text")
    thread_ts = body.get("thread_ts") or None
    if thread_ts:
        parent = channel.messages.get(thread_ts)
        if parent is None:
            raise ControlError("thread_not_found", status=404)
        thread_ts = parent.get("thread_ts") or thread_ts
    posted = messages.post(
        hub.ws,
        channel,
        messages.by_person(hub.ws, user.id, text),
        thread_ts=thread_ts,
    )
    return {"ok": True, "ts": posted["ts"], "channel": channel.id}


async def action(hub: Hub, body: Json) -> Json:
    """Press a button or choose from a menu."""
    user = lookup.person(hub.ws, body)
    container = container_of(hub, body, user)
    chosen = chosen_action(hub.ws, body, container.blocks, container.choices)
    if container.press:
        work = interactions.act_on_message(hub, container.press, chosen)
        return await finish(hub, body, work)
    view = container.view
    if view is None:
        raise ControlError("container is required")
    fill_in(view, body.get("values") or {}, container.choices)
    entered = {chosen["block_id"]: {chosen["action_id"]: chosen}}
    fill_in(view, entered, container.choices)
    return await finish(hub, body, interactions.act_on_view(hub, view, chosen))


async def submit(hub: Hub, body: Json) -> Json:
    """Submit the modal on top; empty required inputs stop it, as in Slack."""
    user = lookup.person(hub.ws, body)
    view = lookup.open_view(hub.ws, body, user)
    if view.id != hub.ws.stacks.get(user.id, [""])[-1]:
        raise ControlError("view_is_not_on_top")
    if view.busy:
        raise ControlError("view_is_busy", status=409)
    fill_in(view, body.get("values") or {}, Choices(hub, user.id, view.id))
    view.errors = unfilled(view)
    if view.errors:
        hub.ws.touch([user.id])
        return {"ok": False, "error": "incomplete", "errors": view.errors}
    return await finish(hub, body, interactions.submit(hub, view))


async def close(hub: Hub, body: Json) -> Json:
    """Close a modal."""
    user = lookup.person(hub.ws, body)
    view = lookup.open_view(hub.ws, body, user)
    if view.id not in hub.ws.views:
        raise ControlError("a Home cannot be closed")
    return await finish(hub, body, interactions.close(hub, view))


async def home(hub: Hub, body: Json) -> Json:
    """Open the app's Home tab."""
    user = lookup.person(hub.ws, body)
    direct, _ = membership.open_direct(hub.ws, user.id, hub.ws.bot)
    event: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": direct.id,
        "tab": "home",
    }
    view = hub.ws.homes.get(user.id)
    if view:
        event["view"] = view_json(hub.ws, view)
    if not hub.events.wanted(event, None):
        return {"ok": True}
    return await finish(hub, body, hub.events.deliver(event))


async def direct_message(hub: Hub, body: Json) -> Json:
    """Open a direct message with a person or the app."""
    user = lookup.person(hub.ws, body)
    other = lookup.person(hub.ws, body, "other")
    channel, _ = membership.open_direct(hub.ws, user.id, other.id)
    return {"ok": True, "channel": channel.id}


async def join(hub: Hub, body: Json) -> Json:
    """Join a public channel."""
    user = lookup.person(hub.ws, body)
    channel = lookup.channel(hub.ws, body, user)
    if channel.is_archived:
        raise ControlError("is_archived")
    if user.id not in channel.members:
        membership.join(hub.ws, channel, user.id)
    return {"ok": True}


async def leave(hub: Hub, body: Json) -> Json:
    """Leave a channel."""
    user = lookup.person(hub.ws, body)
    channel = lookup.channel(hub.ws, body, user)
    if channel.is_im or channel.is_general:
        raise ControlError("cant_leave")
    if user.id in channel.members:
        membership.leave(hub.ws, channel, user.id)
    return {"ok": True}


async def read(hub: Hub, body: Json) -> Json:
    """Mark a channel as read."""
    user = lookup.person(hub.ws, body)
    channel = lookup.channel(hub.ws, body, user)
    if channel.unread(user.id):
        channel.last_read[user.id] = next(reversed(channel.messages))
        channel.version += 1
        hub.ws.touch([user.id])
    return {"ok": True}


async def dismiss(hub: Hub, body: Json) -> Json:
    """Put away a notice or an ephemeral message."""
    user = lookup.person(hub.ws, body)
    if "notice" in body:
        held = hub.ws.notices.get(user.id, [])
        hub.ws.notices[user.id] = [n for n in held if n["id"] != body["notice"]]
    else:
        channel = lookup.channel(hub.ws, body, user)
        channel.ephemeral.get(user.id, {}).pop(lookup.text(body, "ts"), None)
    hub.ws.touch([user.id])
    return {"ok": True}


ACTS: dict[str, Act] = {
    "command": command,
    "message": message,
    "action": action,
    "react": items.react,
    "pin": items.pin,
    "shortcut": shortcuts.shortcut,
    "message_action": shortcuts.message_action,
    "suggest": shortcuts.suggest,
    "submit": submit,
    "close": close,
    "home": home,
    "dm": direct_message,
    "join": join,
    "leave": leave,
    "read": read,
    "dismiss": dismiss,
    "phone": phones.phone,
    "sms": phones.sms,
}
