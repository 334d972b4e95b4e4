"""What is answered when no verb fits: the nearest, or to declare it."""

import difflib

from bot import blockkit, registry
from bot.answers import Answer, Say
from bot.asks import Ask
from bot.messages import words
from bot.mrkdwn import clip, inline
from bot.parsing import UNKNOWN, plain
from bot.registry import Command
from incidents.values import TITLE_LIMIT

NEAR = 0.65


def run(ask: Ask) -> Answer:
    """`ask.words` is all that was typed behind the slash command."""
    verb, _, rest = ask.words.partition(" ")
    near = _nearest(verb.lower())
    shown = f"There is no command “{inline(clip(verb, 60))}”."
    if near:
        rest = clip(rest.strip().replace("`", ""), 200)
        wanted = words.command(inline(f"{near} {rest}".strip()))
        shown = f"{shown} Did you mean {wanted}?"
    if near and not rest:
        return Say(shown)
    return _offer(shown, " ".join(plain(ask.words).split()))


def _nearest(verb: str) -> str:
    """The verb that this may have been meant to be, or nothing."""
    known = {
        name: command.verb
        for command in registry.commands()
        for name in (command.verb, *command.aliases)
        if command.verb not in ("", UNKNOWN)
    }
    found = difflib.get_close_matches(verb, known, n=1, cutoff=NEAR)
    return known[found[0]] if found else ""


def _offer(shown: str, title: str) -> Say:
    listed = f"{words.command('help')} lists the commands."
    if len(title) > TITLE_LIMIT:
        return Say(
            f"{shown} {listed} To declare this as an incident, shorten it first: "
            f"a title has at most {TITLE_LIMIT} characters, this has {len(title):,}."
        )
    text = f"{shown} {listed}"
    declare = blockkit.button(
        f"Declare “{clip(title, 60)}”", "incident_declare", f":{title}"
    )
    return Say(text, blocks=(blockkit.section(text), blockkit.actions(declare)))


COMMAND = Command(
    verb=UNKNOWN, usage="", help="Suggests the nearest command", run=run, reads=True
)
