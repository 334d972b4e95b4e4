"""The App Home: what is open, what is mine, and what to press.

Its parts are the other files of this folder.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot import blockkit, registry
from bot.answers import Block, View
from bot.messages import words
from bot.registry import HomePart
from incidents.people.models import Person

Facts = Mapping[HomePart, Any]


def load(person: Person, now: datetime) -> Facts:
    """What this person is shown."""
    return {part: part.load(person, now) for part in registry.home_parts()}


def home(facts: Facts, now: datetime) -> View:
    """The parts that were loaded, by rank. Pure; at most 100 blocks."""
    blocks: list[Block] = []
    for part in registry.home_parts():
        if part in facts:
            blocks += part.blocks(facts[part], now)
    blocks = blocks[: blockkit.BLOCKS - 2]
    foot = (
        f"Anywhere in Slack: {words.command()} declares, {words.command('list')} "
        f"shows what is open, {words.command('help')} tells the rest. "
        f"<{words.web_list()}|Muster on the web>"
    )
    return {
        "type": "home",
        "blocks": [*blocks, blockkit.divider(), blockkit.context(foot)],
    }
