"""`/incident unfreeze [scope]`: deployments may go on."""

from bot.answers import Answer, Open, Say
from bot.asks import Ask
from bot.messages.freeze import what
from bot.modals import freeze
from bot.parsing import plain
from bot.registry import Command
from incidents.freezes import queries, services
from incidents.values import Mistake


def run(ask: Ask) -> Answer:
    state = queries.state(scope="", now=ask.now, by=ask.person)
    if not state.standing:
        raise Mistake("Nothing is frozen: deployments may go on.")
    if not ask.words:
        return Open(freeze.view(state, about=ask.here))
    scope = services.scope_of(plain(ask.words))
    found = [standing for standing in state.standing if standing.scope == scope]
    if not found:
        queries.check_known(scope)
        named = ", ".join(sorted({standing.scope for standing in state.standing}))
        raise Mistake(f"{scope} is not frozen by itself. Frozen: {named}.")
    for standing in found:
        services.lift(freeze_id=standing.id, by=ask.person, now=ask.now)
    return Say(f"✅ Deployments of {what(scope)} may go on.")


COMMAND = Command(
    verb="unfreeze",
    usage="[scope]",
    help="Let deployments go on",
    run=run,
    aliases=("thaw",),
    rank=61,
)
