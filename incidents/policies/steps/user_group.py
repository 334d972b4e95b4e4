"""A Slack user group is mentioned. Its people are notified by Slack, and not phoned."""

from dataclasses import dataclass

from incidents.policies.fields import Field, Type
from incidents.policies.steps import Kind, Names
from incidents.policies.values import Decision, Facts, Needs, Notify

NAME = "user_group"
PRIVATE = "It is private, so that no user group is told of it"


@dataclass(frozen=True, slots=True)
class Settings:
    """In the incident's own channel, or in this one while it has none."""

    group: int
    channel: int


def decide(settings: Settings, facts: Facts) -> Decision:
    group, channel = (
        facts.groups.get(settings.group),
        facts.channels.get(settings.channel),
    )
    if group is None:
        return Decision("The user group that the step names is gone", gap=True)
    if group.problem:
        return Decision(f"{group.name} {group.problem}", gap=True)
    if channel is None or channel.problem:
        what = f"{channel.name} {channel.problem}" if channel else "Its channel is gone"
        return Decision(f"{group.name} cannot be mentioned. {what}", gap=True)
    if facts.is_private:
        return Decision(PRIVATE, gap=True)
    where = f"in the incident's channel, or in {channel.name} while it has none"
    notice = Notify(
        NAME, group.name, {"group": settings.group, "channel": settings.channel}
    )
    return Decision(f"{group.name} is mentioned {where}", notices=(notice,))


def describe(settings: Settings, names: Names) -> str:
    return f"a mention of {names.of('user group', settings.group)}"


KIND = Kind(
    name=NAME,
    label="A Slack user group",
    settings=Settings,
    fields=(
        Field("group", "User group", Type.GROUP),
        Field(
            "channel",
            "Channel",
            Type.CHANNEL,
            help="Where the group is mentioned while the incident has no channel.",
        ),
    ),
    decide=decide,
    describe=describe,
    needs=lambda settings: Needs(
        groups=(settings.group,), channels=(settings.channel,)
    ),
    tells=True,
    rank=57,
)
