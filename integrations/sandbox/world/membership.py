"""Creating channels and direct messages, joining and leaving, archiving, topics."""

from integrations.sandbox.ids import new_id
from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel, note
from integrations.sandbox.world.messages import system
from integrations.sandbox.world.workspace import Workspace


def create_channel(
    ws: Workspace, *, name: str, creator: str, is_private: bool
) -> Channel:
    """A new channel with its creator in it."""
    now = int(ws.clock.now())
    channel = Channel(
        id=new_id("C"),
        name=name,
        is_private=is_private,
        creator=creator,
        created=now,
        updated=now,
    )
    ws.channels[channel.id] = channel
    if not is_private:
        brief = {"id": channel.id, "name": name, "created": now, "creator": creator}
        ws.emit({"type": "channel_created", "channel": brief})
    join(ws, channel, creator)
    return channel


def open_direct(ws: Workspace, one: str, other: str) -> tuple[Channel, bool]:
    """The direct message of two people; the flag says whether it is new."""
    pair = frozenset((one, other))
    known = ws.direct.get(pair)
    if known:
        return ws.channels[known], False
    now = int(ws.clock.now())
    channel = Channel(
        id=new_id("D"),
        name="",
        is_private=True,
        is_im=True,
        creator=one,
        created=now,
        updated=now,
        members=sorted(pair),
    )
    ws.channels[channel.id] = channel
    ws.direct[pair] = channel.id
    ws.touch_channel(channel)
    return channel, True


def join(
    ws: Workspace, channel: Channel, user: str, *, inviter: str | None = None
) -> None:
    """Make somebody a member, with Slack's line in the channel and its event."""
    channel.members.append(user)
    channel.last_read[user] = ws.clock.ts()
    message = system(
        ws, channel, "channel_join", user, f"<@{user}> has joined the channel"
    )
    if inviter:
        message["inviter"] = inviter
    event = {
        "type": "member_joined_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": ws.team.id,
        **({"inviter": inviter} if inviter else {}),
    }
    ws.emit(event, channel)


def leave(ws: Workspace, channel: Channel, user: str) -> None:
    """Take a member out."""
    system(ws, channel, "channel_leave", user, f"<@{user}> has left the channel")
    event = {
        "type": "member_left_channel",
        "user": user,
        "channel": channel.id,
        "channel_type": "G" if channel.is_private else "C",
        "team": ws.team.id,
    }
    ws.emit(event, channel)
    channel.members.remove(user)
    ws.touch([user])
    ws.touch_channel(channel)


def archive(ws: Workspace, channel: Channel, user: str) -> None:
    """Close a channel; nothing can be posted to it afterwards."""
    system(ws, channel, "channel_archive", user, "archived the channel")
    _set(ws, channel, is_archived=True)
    kind = "group_archive" if channel.is_private else "channel_archive"
    ws.emit({"type": kind, "channel": channel.id, "user": user}, channel)


def unarchive(ws: Workspace, channel: Channel, user: str) -> None:
    """Open an archived channel again."""
    _set(ws, channel, is_archived=False)
    system(ws, channel, "channel_unarchive", user, "un-archived the channel")
    kind = "group_unarchive" if channel.is_private else "channel_unarchive"
    ws.emit({"type": kind, "channel": channel.id, "user": user}, channel)


def rename(ws: Workspace, channel: Channel, user: str, name: str) -> None:
    """Give a channel another name."""
    old = channel.name
    channel.previous_names.append(old)
    _set(ws, channel, name=name)
    text = f'has renamed the channel from "{old}" to "{name}"'
    message = system(ws, channel, "channel_name", user, text)
    message.update(old_name=old, name=name)
    kind = "group_rename" if channel.is_private else "channel_rename"
    brief = {"id": channel.id, "name": name, "created": channel.created}
    ws.emit({"type": kind, "channel": brief}, channel)


def set_topic(ws: Workspace, channel: Channel, user: str, topic: str) -> None:
    """Set the topic."""
    _set(ws, channel, topic=note(topic, user, int(ws.clock.now())))
    text = f"set the channel topic: {topic}"
    system(ws, channel, "channel_topic", user, text)["topic"] = topic


def set_purpose(ws: Workspace, channel: Channel, user: str, purpose: str) -> None:
    """Set the purpose, which Slack's pages call the description."""
    _set(ws, channel, purpose=note(purpose, user, int(ws.clock.now())))
    text = f"set the channel description: {purpose}"
    system(ws, channel, "channel_purpose", user, text)["purpose"] = purpose


def _set(ws: Workspace, channel: Channel, **values: str | bool | Json) -> None:
    for name, value in values.items():
        setattr(channel, name, value)
    channel.updated = int(ws.clock.now())
    ws.touch_channel(channel)
