"""The company file: who works here, and where they talk."""

import json
from pathlib import Path

from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel, note
from integrations.sandbox.world.people import App, Team, User, UserGroup
from integrations.sandbox.world.workspace import Workspace


def read_company(path: Path) -> Json:
    """The company file. Raises OSError or ValueError when it cannot be read."""
    company: Json = json.loads(path.read_text("utf-8"))
    return company


def fill(ws: Workspace, company: Json) -> None:
    """Put the workspace into the state the company file describes."""
    ws.team = Team(**company["team"])
    ws.app = App(**company["app"])
    ws.clear()
    now = int(ws.clock.now())
    for row in company["users"]:
        ws.users[row["id"]] = User(**row, updated=now)
    ws.users[ws.app.bot_user_id] = User(
        id=ws.app.bot_user_id,
        name=ws.app.name.lower(),
        real_name=ws.app.name,
        color="#3d3a8c",
        is_bot=True,
        updated=now,
    )
    ids = {user.name: user.id for user in ws.users.values()}
    for row in company["channels"]:
        channel = _channel(row, ids, now)
        ws.channels[channel.id] = channel
    for row in company["usergroups"]:
        group = {**row, "users": [ids[name] for name in row["users"]]}
        ws.usergroups[row["id"]] = UserGroup(**group, created=now)
    ws.touch_people()


def _channel(row: Json, ids: dict[str, str], now: int) -> Channel:
    members = [ids[name] for name in row["members"]]
    return Channel(
        id=row["id"],
        name=row["name"],
        is_general=row.get("is_general", False),
        is_private=row.get("is_private", False),
        creator=members[0] if members else "",
        created=now,
        updated=now,
        topic=note(row.get("topic", ""), members[0], now),
        purpose=note(row.get("purpose", ""), members[0], now),
        members=members,
    )
