"""views.open, views.push, views.update, views.publish."""

from integrations.sandbox.slack.blockkit import check_view
from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.slack.registry import Call, method
from integrations.sandbox.slack.shapes import view_json
from integrations.sandbox.types import Json
from integrations.sandbox.world import modals
from integrations.sandbox.world.views import View


def _unique_external_id(call: Call, own: View | None = None) -> None:
    external = call.args["view"].get("external_id")
    if external and any(
        view is not own and view.body.get("external_id") == external
        for view in (*call.ws.views.values(), *call.ws.homes.values())
    ):
        raise SlackError("duplicate_external_id")


def _checked(call: Call, kind: str, own: View | None = None) -> Json:
    view = call.args["view"]
    check_view(view, kind=kind)
    _unique_external_id(call, own)
    body: Json = view
    return body


@method("views.open")
def open_view(call: Call) -> Json:
    """Open a modal for whoever made the trigger."""
    body = _checked(call, "modal")
    trigger = call.triggers.exchange(call.args["trigger_id"])
    view = modals.open_view(call.ws, trigger.user, body)
    return {"ok": True, "view": view_json(call.ws, view)}


@method("views.push")
def push(call: Call) -> Json:
    """Put a modal on the stack of the one the trigger came from; at most three."""
    body = _checked(call, "modal")
    trigger = call.triggers.exchange(call.args["trigger_id"])
    stack = call.ws.stacks.get(trigger.user, [])
    if trigger.view_id is None or trigger.view_id not in stack:
        raise SlackError("not_found")
    if len(stack) >= modals.STACK_LIMIT:
        raise SlackError("push_limit_reached")
    view = modals.push_view(call.ws, trigger.user, body)
    return {"ok": True, "view": view_json(call.ws, view)}


def _existing(call: Call) -> View:
    view_id, external = call.args.get("view_id"), call.args.get("external_id")
    if not view_id and not external:
        words = "missing required field: view_id or external_id"
        raise SlackError("invalid_arguments", messages=[words])
    for view in (*call.ws.views.values(), *call.ws.homes.values()):
        if view.id == view_id or (
            external and view.body.get("external_id") == external
        ):
            return view
    raise SlackError("not_found")


def _same_hash(call: Call, view: View | None) -> None:
    given = call.args.get("hash")
    if given and view is not None and given != view.hash:
        raise SlackError("hash_conflict")


@method("views.update")
def update(call: Call) -> Json:
    """Replace an open modal's (or a Home's) content."""
    view = _existing(call)
    body = _checked(call, view.body["type"], view)
    _same_hash(call, view)
    modals.update_view(call.ws, view, body)
    return {"ok": True, "view": view_json(call.ws, view)}


@method("views.publish")
def publish(call: Call) -> Json:
    """Show a Home tab to one person."""
    user = call.args["user_id"]
    if user not in call.ws.users or call.ws.users[user].is_bot:
        words = "user not found [json-pointer:/user_id]"
        raise SlackError("invalid_arguments", messages=[words])
    if not _home_enabled(call):
        raise SlackError("not_enabled")
    current = call.ws.homes.get(user)
    body = _checked(call, "home", current)
    _same_hash(call, current)
    home = modals.publish_home(call.ws, user, body)
    return {"ok": True, "view": view_json(call.ws, home)}


def _home_enabled(call: Call) -> bool:
    manifest = call.ws.manifest
    if manifest is None:
        return True
    home = manifest.get("features", {}).get("app_home", {})
    return bool(home.get("home_tab_enabled"))
