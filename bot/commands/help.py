"""`/incident help [verb]`: every command, from the registry."""

from collections.abc import Iterable

from bot import blockkit, registry
from bot.answers import Answer, Say
from bot.asks import Ask
from bot.messages import words
from bot.parsing import UNKNOWN
from bot.registry import Command
from incidents.channels import queries as channels
from incidents.channels.models import TAG_HELP


def run(ask: Ask) -> Answer:
    asked = ask.words.lower()
    for command in registry.commands():
        if asked and asked in (command.verb, *command.aliases):
            return _one(command)
    return _all()


def _one(command: Command) -> Say:
    text = _line(command)
    if command.aliases:
        others = ", ".join(words.command(alias) for alias in command.aliases)
        text = f"{text}\nThe same: {others}"
    return Say(text)


def _all() -> Say:
    shown = [c for c in registry.commands() if c.verb != UNKNOWN]
    anywhere = _group("Anywhere", (c for c in shown if not c.needs_incident))
    about = _group(
        "About an incident, in its channel or with its id anywhere",
        (c for c in shown if c.needs_incident),
    )
    blocks = [
        blockkit.section(anywhere),
        blockkit.section(about),
        blockkit.context(
            f"An id is written INC-12, #12 or 12: {words.command('resolve INC-12')}. "
            f"The card in an incident's channel has buttons for all this. "
            f"<{words.web_list()}|Muster on the web>{_questions()}"
        ),
    ]
    return Say(f"{anywhere}\n\n{about}", blocks=tuple(blocks))


def _group(heading: str, commands: Iterable[Command]) -> str:
    return "\n".join([f"*{heading}*", *map(_line, commands)])


def _line(command: Command) -> str:
    usage = words.command(f"{command.verb} {command.usage}".strip())
    return f"{usage}  {command.help}"


def _questions() -> str:
    """Where to ask, when a channel is tagged for it."""
    tagged = channels.tagged(TAG_HELP)
    return f" · Questions? Ask in <#{tagged[0].slack_id}>" if tagged else ""


COMMAND = Command(
    verb="help",
    usage="[command]",
    help="Show this",
    run=run,
    aliases=("h", "?", "--help"),
    rank=90,
)
