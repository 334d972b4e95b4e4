"""Lift a freeze; the button carries its id."""

from bot.answers import Answer, Say
from bot.asks import Ask
from bot.messages.freeze import what
from bot.registry import Action
from incidents.freezes import services
from incidents.values import Mistake


def run(ask: Ask) -> Answer:
    chosen = ask.value.removeprefix(":")
    if not chosen.isdecimal():
        raise Mistake("That freeze is gone.")
    lifted = services.lift(freeze_id=int(chosen), by=ask.person, now=ask.now)
    return Say(f"✅ Deployments of {what(lifted.scope)} may go on.", title="Lifted")


ACTION = Action(action_id="freeze_lift", run=run)
