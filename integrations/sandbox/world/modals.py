"""Opening, pushing, updating and closing modals; publishing Homes; notices."""

from integrations.sandbox.ids import new_id, new_secret
from integrations.sandbox.types import Json
from integrations.sandbox.world.views import View, state_values, with_block_ids
from integrations.sandbox.world.workspace import Workspace

STACK_LIMIT = 3


def _new_hash(ws: Workspace) -> str:
    return f"{int(ws.clock.now())}.{new_secret()[:8]}"


def _new_view(ws: Workspace, user: str, body: Json) -> View:
    filled = with_block_ids(body)
    view = View(id=new_id("V"), user=user, body=filled, hash=_new_hash(ws))
    view.values = state_values(view.blocks, {})
    view.root_id = view.id
    return view


def open_view(ws: Workspace, user: str, body: Json) -> View:
    """Open a modal; modals of this person that were open go away."""
    for old in ws.stacks.pop(user, []):
        ws.views.pop(old, None)
    view = _new_view(ws, user, body)
    ws.views[view.id] = view
    ws.stacks[user] = [view.id]
    ws.touch([user])
    return view


def push_view(ws: Workspace, user: str, body: Json) -> View:
    """Put a modal on top of the stack."""
    stack = ws.stacks[user]
    view = _new_view(ws, user, body)
    view.root_id = stack[0]
    view.previous_id = stack[-1]
    ws.views[view.id] = view
    stack.append(view.id)
    ws.touch([user])
    return view


def update_view(ws: Workspace, view: View, body: Json) -> None:
    """Replace a view's content in place."""
    view.replace(body, _new_hash(ws))
    ws.touch([view.user])


def close_view(ws: Workspace, view: View) -> None:
    """Close one modal; the one below it shows again."""
    ws.views.pop(view.id, None)
    stack = ws.stacks.get(view.user, [])
    if view.id in stack:
        stack.remove(view.id)
    ws.touch([view.user])


def clear_views(ws: Workspace, user: str) -> None:
    """Close every modal of a person."""
    for view_id in ws.stacks.pop(user, []):
        ws.views.pop(view_id, None)
    ws.touch([user])


def publish_home(ws: Workspace, user: str, body: Json) -> View:
    """Show a Home tab to a person; its view id stays the same."""
    home = ws.homes.get(user)
    if home is None:
        home = ws.homes[user] = _new_view(ws, user, body)
    else:
        home.replace(body, _new_hash(ws))
    ws.touch([user])
    return home


def add_notice(
    ws: Workspace, user: str, text: str, *, channel: str | None = None, **more: str
) -> Json:
    """What Slack itself tells a person; it stays until dismissed."""
    notice = {
        "id": new_id("N"),
        "text": text,
        "kind": "error",
        "channel": channel,
        **more,
    }
    held = ws.notices.setdefault(user, [])
    held.append(notice)
    del held[:-20]
    ws.touch([user])
    return notice
