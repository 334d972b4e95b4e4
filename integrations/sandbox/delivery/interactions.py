"""Buttons and menus, submitted and closed modals."""

from integrations.sandbox.delivery import payloads
from integrations.sandbox.delivery.dispatcher import Delivery
from integrations.sandbox.delivery.payloads import Press
from integrations.sandbox.delivery.reply import Reply
from integrations.sandbox.hub import Hub
from integrations.sandbox.slack.blockkit import check_view
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.types import Json
from integrations.sandbox.world import modals
from integrations.sandbox.world.views import View

TROUBLE = "We had some trouble connecting. Try again?"
"""Slack's own words when an interaction was not acknowledged in time."""


async def act_on_message(hub: Hub, press: Press, action: Json) -> Reply:
    """A button or menu of a message."""
    user, channel, message = press.user, press.channel, press.message
    payload = payloads.message_action(hub.ws, press, action)
    payload["trigger_id"] = hub.triggers.issue(user)
    token = hub.response_urls.issue(
        user,
        channel.id,
        message_ts=message["ts"],
        thread_ts=message.get("thread_ts"),
    )
    payload["response_url"] = f"{hub.base_url}/response/{token}"
    match = {"user": user, "channel": channel.id, "action_id": action["action_id"]}
    return await _send_action(hub, user, Delivery("action", payload, match=match))


async def act_on_view(hub: Hub, view: View, action: Json) -> Reply:
    """A button or menu of a modal or Home."""
    payload = payloads.view_action(hub.ws, view, action)
    payload["trigger_id"] = hub.triggers.issue(view.user, view_id=view.id)
    match = {
        "user": view.user,
        "action_id": action["action_id"],
        "callback_id": view.body.get("callback_id", ""),
    }
    return await _send_action(hub, view.user, Delivery("action", payload, match=match))


async def _send_action(hub: Hub, user: str, delivery: Delivery) -> Reply:
    reply = await hub.dispatcher.send(delivery)
    if not reply.ok:
        channel = delivery.payload.get("channel", {}).get("id")
        modals.add_notice(hub.ws, user, TROUBLE, channel=channel)
    return reply


async def submit(hub: Hub, view: View) -> Reply:
    """Submit a modal; the answer decides what it shows next."""
    payload = payloads.view_submission(hub.ws, view, _response_urls(hub, view))
    payload["trigger_id"] = hub.triggers.issue(view.user, view_id=view.id)
    match = {"user": view.user, "callback_id": view.body.get("callback_id", "")}
    view.busy = True
    view.errors = {}
    hub.ws.touch([view.user])
    reply = await hub.dispatcher.send(Delivery("submit", payload, match=match))
    view.busy = False
    hub.ws.touch([view.user])
    if not reply.ok or not _apply(hub, view, reply):
        modals.add_notice(hub.ws, view.user, TROUBLE, view=view.id)
    return reply


def _response_urls(hub: Hub, view: View) -> list[Json]:
    """Addresses for the conversations picked in inputs that ask for them."""
    urls: list[Json] = []
    for block in view.blocks:
        element = block.get("element") or {}
        if not element.get("response_url_enabled"):
            continue
        state = view.values[block["block_id"]][element["action_id"]]
        picked = state.get("selected_conversation") or state.get("selected_channel")
        if picked in hub.ws.channels:
            token = hub.response_urls.issue(view.user, picked)
            urls.append(
                {
                    "block_id": block["block_id"],
                    "action_id": element["action_id"],
                    "channel_id": picked,
                    "response_url": f"{hub.base_url}/response/{token}",
                }
            )
    return urls


def _apply(hub: Hub, view: View, reply: Reply) -> bool:
    """Do what the answer of a submission says; False when it makes no sense."""
    answer: Json | None = reply.json_object() if reply.text.strip() else {}
    if answer is None:
        return False
    match answer.get("response_action"):
        case None:
            _close_if_open(hub, view)
            understood = not answer
        case "clear":
            modals.clear_views(hub.ws, view.user)
            understood = True
        case "errors":
            understood = _show_errors(hub, view, answer.get("errors"))
        case "update" | "push" as action:
            understood = _show_view(hub, view, action, answer.get("view"))
        case _:
            understood = False
    return understood


def _close_if_open(hub: Hub, view: View) -> None:
    if view.id in hub.ws.views:
        modals.close_view(hub.ws, view)


def _show_errors(hub: Hub, view: View, errors: object) -> bool:
    inputs = {b["block_id"] for b in view.blocks if b["type"] == "input"}
    if not isinstance(errors, dict) or not errors or set(errors) - inputs:
        return False
    view.errors = {block: str(text) for block, text in errors.items()}
    hub.ws.touch([view.user])
    return True


def _show_view(hub: Hub, view: View, action: str, body: Json | None) -> bool:
    try:
        check_view(body, kind="modal")
    except SlackError:
        return False
    if body is None or view.id not in hub.ws.views:
        return False
    if action == "update":
        modals.update_view(hub.ws, view, body)
    elif len(hub.ws.stacks[view.user]) >= modals.STACK_LIMIT:
        return False
    else:
        modals.push_view(hub.ws, view.user, body)
    return True


async def close(hub: Hub, view: View) -> Reply | None:
    """Close a modal; the app hears of it only if the view asked for that."""
    modals.close_view(hub.ws, view)
    if not view.body.get("notify_on_close"):
        return None
    payload = payloads.view_closed(hub.ws, view, cleared=False)
    match = {"user": view.user, "callback_id": view.body.get("callback_id", "")}
    return await hub.dispatcher.send(Delivery("close", payload, match=match))
