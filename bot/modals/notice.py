"""A small modal that says something."""

from collections.abc import Sequence

from bot import blockkit
from bot.answers import Block, View
from bot.mrkdwn import TEXT


def view(*, title: str, text: str, blocks: Sequence[Block] = ()) -> View:
    """`text` is mrkdwn, escaped already; `blocks` take its place where given."""
    shown = list(blocks) or [
        blockkit.section(text[at : at + TEXT])
        for at in range(0, max(len(text), 1), TEXT)
    ]
    return blockkit.modal(
        title, shown, callback_id="incident_notice", close="Close"
    ) | {"clear_on_close": True}
