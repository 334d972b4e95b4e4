"""`/incident guide [team]`: who is called when, as Muster pages."""

from bot.answers import Answer
from bot.asks import Ask
from bot.messages import guide as told
from bot.mrkdwn import clip
from bot.parsing import plain
from bot.registry import Command
from incidents.response import guiding
from incidents.values import Mistake


def run(ask: Ask) -> Answer:
    """Of the team that is named, or else of the only one that who asks is in."""
    about = plain(ask.words).strip().lstrip("#@")
    if about:
        team = guiding.named(about)
        if team is None:
            known = ", ".join(f"“{each.name}”" for each in guiding.teams()[:12])
            raise Mistake(
                f"“{clip(about, 60)}” is no team. Teams: {known or 'none yet'}."
            )
        return told.guide(guiding.guide(team=team, at=ask.now))
    mine = guiding.teams_of(ask.person)
    if len(mine) == 1:
        return told.guide(guiding.guide(team=mine[0], at=ask.now))
    return told.choose(mine or guiding.teams())


COMMAND = Command(
    verb="guide",
    usage="[team]",
    help="Who of a team is called when, hands-on and automated",
    run=run,
    reads=True,
    rank=28,
)
