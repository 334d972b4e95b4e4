"""A post in a channel of Slack."""

from dataclasses import dataclass

from incidents.policies.fields import Field, Type
from incidents.policies.steps import Kind, Names
from incidents.policies.values import Decision, Facts, Needs, Notify

NAME = "channel"
PRIVATE = "It is private, so that no channel is told of it"


@dataclass(frozen=True, slots=True)
class Settings:
    channel: int


def decide(settings: Settings, facts: Facts) -> Decision:
    found = facts.channels.get(settings.channel)
    if found is None:
        return Decision("The channel that the step names is gone", gap=True)
    if found.problem:
        return Decision(f"{found.name} {found.problem}", gap=True)
    if facts.is_private:
        return Decision(PRIVATE, gap=True)
    notice = Notify(NAME, found.name, {"channel": settings.channel})
    return Decision(f"It is told in {found.name}", notices=(notice,))


def describe(settings: Settings, names: Names) -> str:
    return f"a post in {names.of('channel', settings.channel)}"


KIND = Kind(
    name=NAME,
    label="A post in a channel",
    settings=Settings,
    fields=(Field("channel", "Channel", Type.CHANNEL),),
    decide=decide,
    describe=describe,
    needs=lambda settings: Needs(channels=(settings.channel,)),
    tells=True,
    rank=56,
)
