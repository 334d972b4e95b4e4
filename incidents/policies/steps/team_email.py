"""An e-mail to a team's own address, or to the deployment's."""

from dataclasses import dataclass

from incidents.policies.fields import Field, Type
from incidents.policies.steps import Kind, Names
from incidents.policies.values import Decision, Facts, Needs, Notify

NAME = "team_email"
PRIVATE = "It is private, so that no team's mailbox is told of it"


@dataclass(frozen=True, slots=True)
class Settings:
    team: int


def decide(settings: Settings, facts: Facts) -> Decision:
    found = facts.mailboxes.get(settings.team)
    if found is None:
        return Decision("The team that the step names is gone", gap=True)
    if found.problem:
        return Decision(f"{found.name} {found.problem}", gap=True)
    if facts.is_private:
        return Decision(PRIVATE, gap=True)
    notice = Notify(NAME, f"the mailbox of {found.name}", {"team": settings.team})
    return Decision(f"{found.name} gets an e-mail", notices=(notice,))


def describe(settings: Settings, names: Names) -> str:
    return f"an e-mail to {names.of('team', settings.team)}"


KIND = Kind(
    name=NAME,
    label="An e-mail to a team",
    settings=Settings,
    fields=(Field("team", "Team", Type.MAILBOX),),
    decide=decide,
    describe=describe,
    needs=lambda settings: Needs(mailboxes=(settings.team,)),
    tells=True,
    rank=58,
)
