"""The workspace as a test sees all of it."""

from dataclasses import asdict

from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.workspace import Workspace


def dump(ws: Workspace, *, channel: str | None = None, user: str | None = None) -> Json:
    """The whole workspace; or one channel and nobody, or one person and no channel.

    A big workspace is tens of megabytes, so a test asks for what it looks at.
    """
    if channel is not None:
        found = ws.find_channel(channel)
        return {"channels": [_dumped(found)] if found else []}
    if user is not None:
        person = ws.find_user(user)
        return {"users": [vars(person)] if person else []}
    return {
        "version": ws.version,
        "team": asdict(ws.team),
        "app": asdict(ws.app),
        "users": [vars(person) for person in ws.users.values()],
        "usergroups": [vars(group) for group in ws.usergroups.values()],
        "channels": [_dumped(each) for each in ws.channels.values()],
        "views": [vars(view) for view in ws.views.values()],
        "homes": {owner: vars(view) for owner, view in ws.homes.items()},
        "notices": ws.notices,
        "mail": ws.mail,
    }


def _dumped(channel: Channel) -> Json:
    shape = dict(vars(channel))
    shape["messages"] = list(channel.messages.values())
    shape["ephemeral"] = {
        reader: list(held.values()) for reader, held in channel.ephemeral.items()
    }
    return shape
