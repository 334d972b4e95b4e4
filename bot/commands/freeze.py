"""`/incident freeze [scope] [until] [why]`: deployments should wait."""

from bot.answers import Answer, Open, Say
from bot.asks import Ask
from bot.messages.freeze import what
from bot.modals import freeze
from bot.mrkdwn import moment
from bot.parsing import plain
from bot.registry import Command
from incidents.freezes import queries, services
from incidents.freezes.until import words_of


def run(ask: Ask) -> Answer:
    if not ask.words:
        state = queries.state(scope="", now=ask.now, by=ask.person)
        return Open(freeze.view(state, about=ask.here))
    asked = words_of(
        plain(ask.words),
        scopes=set(queries.scopes()),
        zone=ask.person.timezone,
        now=ask.now,
    )
    made = services.freeze(
        scope=asked.scope,
        until=asked.until,
        reason=asked.reason,
        by=ask.person,
        now=ask.now,
        incident=ask.here,
    )
    end = f"until {moment(made.until)}" if made.until else "until somebody lifts it"
    return Say(f"🧊 Deployments of {what(made.scope)} are frozen, {end}.")


COMMAND = Command(
    verb="freeze",
    usage="[scope] [2h | 18:00] [why]",
    help="Ask everybody not to deploy, for example `freeze all 2h database is moving`",
    run=run,
    rank=60,
)
