"""The menu of what is seldom needed under an alert-born incident's message."""

from collections.abc import Callable

from bot.actions import decline, merge
from bot.answers import Answer, Done
from bot.asks import Ask
from bot.commands import channel
from bot.registry import Action


def run(ask: Ask) -> Answer:
    chosen = _CHOICES.get(ask.value)
    return chosen(ask) if chosen else Done()  # or a link, which Slack opened


_CHOICES: dict[str, Callable[[Ask], Answer]] = {
    "decline": decline.run,
    "merge": merge.run,
    "channel": channel.run,
}

ACTION = Action(action_id="alerts_more", run=run, needs_incident=True)
