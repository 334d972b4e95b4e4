"""The workspace as a file: written whole and atomically, a moment after a change."""

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.people import User, UserGroup
from integrations.sandbox.world.views import View
from integrations.sandbox.world.workspace import Workspace

DEBOUNCE_SECONDS = 0.2
FORMAT = 1


class Snapshots:
    """Keeps one file up to date, off the path of any request.

    A channel is encoded again only when its version has changed; the file itself is
    written by a thread.
    """

    def __init__(self, ws: Workspace, path: Path, extra: Callable[[], Json]) -> None:
        self._ws = ws
        self._path = path
        self._extra = extra
        self._encoded: dict[str, tuple[int, str]] = {}
        self._people: tuple[int, str] = (-1, "")
        self._changed = asyncio.Event()
        ws.on_change.append(lambda _users: self._changed.set())

    async def run(self) -> None:
        """Write after changes, for ever."""
        while True:
            await self._changed.wait()
            await asyncio.sleep(DEBOUNCE_SECONDS)
            self._changed.clear()
            await asyncio.to_thread(self._write, self._text())

    def finish(self) -> None:
        """Write once more, at the end."""
        self._write(self._text())

    def _text(self) -> str:
        channels = ",\n".join(self._channel(c) for c in self._ws.channels.values())
        rest = json.dumps(_rest(self._ws) | {"extra": self._extra()})
        return f'{rest[:-1]}, {self._of_people()}, "channels": [\n{channels}\n]}}\n'

    def _of_people(self) -> str:
        """Users and groups as JSON members: many, and they seldom change."""
        if self._people[0] != self._ws.people_version:
            users = json.dumps([vars(user) for user in self._ws.users.values()])
            groups = json.dumps([vars(g) for g in self._ws.usergroups.values()])
            text = f'"users": {users}, "usergroups": {groups}'
            self._people = (self._ws.people_version, text)
        return self._people[1]

    def _channel(self, channel: Channel) -> str:
        known = self._encoded.get(channel.id)
        if known and known[0] == channel.version:
            return known[1]
        fields = {k: v for k, v in vars(channel).items() if k != "ephemeral"}
        text = json.dumps(fields)
        self._encoded[channel.id] = (channel.version, text)
        return text

    def _write(self, text: str) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_name(self._path.name + ".new")
        fresh.write_text(text, "utf-8")
        fresh.replace(self._path)


def _rest(ws: Workspace) -> Json:
    return {
        "format": FORMAT,
        "version": ws.version,
        "seen": ws.seen,
        "seen_by_all": ws.seen_by_all,
        "manifest": ws.manifest,
        "views": [vars(view) for view in ws.views.values()],
        "stacks": ws.stacks,
        "homes": {user: vars(view) for user, view in ws.homes.items()},
        "notices": ws.notices,
        "mail": ws.mail,
        "mail_count": ws.mail_count,
    }


def load(ws: Workspace, path: Path) -> Json:
    """Put the workspace into a saved state; answers what `extra` gave at the time.

    Raises ValueError when the file is not one of ours.
    """
    data: Json = json.loads(path.read_text("utf-8"))
    if data.get("format") != FORMAT:
        raise ValueError(f"{path} is not a state this sandbox can read")
    ws.clear()
    ws.version = data["version"]
    ws.seen = data["seen"]
    ws.seen_by_all = data.get("seen_by_all", 0)
    ws.manifest = data["manifest"]
    ws.users = {row["id"]: User(**row) for row in data["users"]}
    ws.usergroups = {row["id"]: UserGroup(**row) for row in data["usergroups"]}
    ws.channels = {row["id"]: Channel(**row) for row in data["channels"]}
    ws.direct = {frozenset(c.members): c.id for c in ws.channels.values() if c.is_im}
    ws.views = {row["id"]: View(**{**row, "busy": False}) for row in data["views"]}
    ws.stacks = data["stacks"]
    ws.homes = {user: View(**row) for user, row in data["homes"].items()}
    ws.notices = data["notices"]
    ws.mail = data.get("mail", [])
    ws.mail_count = data.get("mail_count", 0)
    extra: Json = data["extra"]
    return extra
