"""Finding what a control request names. Ids and plain names are both taken."""

from integrations.sandbox.control.errors import ControlError
from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.people import User
from integrations.sandbox.world.views import View
from integrations.sandbox.world.workspace import Workspace


def text(body: Json, name: str, default: str | None = None) -> str:
    """A text field; required unless there is a default."""
    value = body.get(name, default)
    if not isinstance(value, str):
        raise ControlError(f"{name} is required and must be text")
    return value


def person(ws: Workspace, body: Json, name: str = "user") -> User:
    """A person who is there to do something."""
    user = ws.find_user(text(body, name))
    if user is None:
        raise ControlError("user_not_found", status=404)
    if user.deleted:
        raise ControlError("user_is_deactivated")
    return user


def channel(ws: Workspace, body: Json, user: User) -> Channel:
    """A channel this person can see."""
    found = ws.find_channel(text(body, "channel"))
    if found is None or not found.visible_to(user.id):
        raise ControlError("channel_not_found", status=404)
    return found


def open_view(ws: Workspace, body: Json, user: User) -> View:
    """An open modal, or the Home, of this person."""
    view_id = text(body, "view_id")
    home = ws.homes.get(user.id)
    view = home if home and home.id == view_id else ws.views.get(view_id)
    if view is None or view.user != user.id:
        raise ControlError("view_not_found", status=404)
    return view
