"""A big workspace, made at once: thousands of people, channels and user groups.

The same numbers give the same workspace, ids and all. Nobody is told: Slack sends no
events for a workspace that was big before the app came.
"""

from dataclasses import dataclass
from random import Random

from integrations.sandbox.world.channels import Channel, note
from integrations.sandbox.world.people import User, UserGroup
from integrations.sandbox.world.workspace import Workspace

FIRST = ("Amara", "Bruno", "Carla", "Dmitri", "Esi", "Fatima", "Goran", "Hana")
MIDDLE = ("Adler", "Berg", "Costa", "Duarte", "Engel", "Ferro", "Grant", "Holm")
LAST = ("Abara", "Bianchi", "Chen", "Diallo", "Eriksen", "Fischer", "Gupta", "Ito")
ZONES = ("Europe/London", "Europe/Paris", "America/New_York", "Asia/Tokyo")
AREAS = ("payments", "search", "mobile", "ledger", "identity", "growth", "support")
KINDS = ("team", "alerts", "project", "help", "review", "social")
IN_GROUP = 12


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """How many of each to add. `members_per_channel` is drawn from the new people."""

    users: int = 0
    channels: int = 0
    usergroups: int = 0
    members_per_channel: int = 20


def populate(ws: Workspace, crowd: Crowd) -> None:
    """Add people, channels and user groups to those there are."""
    random = Random(f"{len(ws.users)} {crowd}")
    people = _people(ws, crowd.users, random)
    pool = people or [u.id for u in ws.users.values() if not u.is_bot]
    _channels(ws, crowd, pool, random)
    _groups(ws, crowd.usergroups, pool, random)
    ws.touch_people()


def _people(ws: Workspace, count: int, random: Random) -> list[str]:
    now, start = int(ws.clock.now()), len(ws.users)
    made: list[str] = []
    for number in range(start, start + count):
        first, last = random.choice(FIRST), random.choice(LAST)
        name = f"{first}.{last}{number}".lower()
        user = User(
            id=f"U0P{number:08d}",
            name=name,
            real_name=f"{first} {random.choice(MIDDLE)} {last}",
            email=f"{name}@{ws.team.domain}.example",
            title=f"{random.choice(AREAS).title()} engineer",
            tz=random.choice(ZONES),
            updated=now,
        )
        ws.users[user.id] = user
        made.append(user.id)
    return made


def _channels(ws: Workspace, crowd: Crowd, pool: list[str], random: Random) -> None:
    now, start = int(ws.clock.now()), len(ws.channels)
    size = min(crowd.members_per_channel, len(pool))
    for number in range(start, start + crowd.channels):
        members = random.sample(pool, size)
        creator = members[0] if members else ws.bot
        area, kind = random.choice(AREAS), random.choice(KINDS)
        channel = Channel(
            id=f"C0P{number:08d}",
            name=f"{area}-{kind}-{number}",
            creator=creator,
            created=now,
            updated=now,
            topic=note("", creator, now),
            purpose=note(f"{area.title()}: {kind}", creator, now),
            members=members,
        )
        ws.channels[channel.id] = channel


def _groups(ws: Workspace, count: int, pool: list[str], random: Random) -> None:
    now, start = int(ws.clock.now()), len(ws.usergroups)
    for number in range(start, start + count):
        area = random.choice(AREAS)
        group = UserGroup(
            id=f"S0P{number:08d}",
            handle=f"{area}-oncall-{number}",
            name=f"{area.title()} on call {number}",
            users=random.sample(pool, min(IN_GROUP, len(pool))),
            created=now,
        )
        ws.usergroups[group.id] = group
