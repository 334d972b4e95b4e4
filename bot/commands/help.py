"""`/incident help [verb]`: every command, from the registry."""

from bot import blockkit, registry
from bot.answers import Answer, Say
from bot.asks import Ask
from bot.messages import guides, words
from bot.parsing import UNKNOWN
from bot.registry import Command
from incidents.channels import queries as channels
from incidents.channels.models import TAG_HELP

# What the ranks of commands mean; those without one of their own come last.
GROUPS = (
    ("Start", range(10)),
    ("While it lasts", range(10, 20)),
    ("Who is in it", range(20, 30)),
    ("What is kept of it", range(30, 40)),
    ("When it is over", range(40, 50)),
    ("In triage, or the same as another", range(50, 60)),
    ("Deployments", range(60, 70)),
    ("More", range(70, 1_000)),
)


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
    parts = [
        "\n".join([f"*{heading}*", *(_line(c) for c in shown if c.rank in ranks)])
        for heading, ranks in GROUPS
        if any(c.rank in ranks for c in shown)
    ]
    blocks = [
        *(blockkit.section(part) for part in parts),
        blockkit.context(
            f"In an incident's channel you need no id; anywhere else write INC-12, "
            f"#12 or 12: {words.command('resolve INC-12')}. "
            f"{words.command('help resolve')} tells more of one command. The card and "
            f"{words.command()} in the channel have buttons for most of this. "
            f"<{words.web_list()}|Muster on the web>{_questions()}"
        ),
    ]
    if guides.links():
        blocks.append(blockkit.context(" · ".join(guides.links())))
    return Say("\n\n".join(parts), blocks=tuple(blocks))


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
    reads=True,
    rank=9,
)
