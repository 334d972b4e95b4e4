"""Which reactions may be added or taken back, whoever does it.

The two limits are not in Slack's reference; they are what its clients allow.
"""

import re

from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import Channel
from integrations.sandbox.world.reactions import reacted, reactions_of

MOST_EMOJI = 50
"""Different emoji on one message."""
MOST_OF_ONE_PERSON = 23
"""Reactions of one person to one message."""
NAME = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")


def check_reaction(channel: Channel, message: Json, user: str, name: str) -> None:
    """Raises SlackError when this person cannot react so to this message."""
    if not NAME.fullmatch(name):
        raise SlackError("invalid_name")
    if channel.is_archived:
        raise SlackError("is_archived")
    if reacted(message, user, name):
        raise SlackError("already_reacted")
    held = reactions_of(message)
    if all(row["name"] != name for row in held) and len(held) >= MOST_EMOJI:
        raise SlackError("too_many_emoji")
    if sum(user in row["users"] for row in held) >= MOST_OF_ONE_PERSON:
        raise SlackError("too_many_reactions")


def check_reacted(message: Json, user: str, name: str) -> None:
    """Raises SlackError when there is no such reaction of this person."""
    if not NAME.fullmatch(name):
        raise SlackError("invalid_name")
    if not reacted(message, user, name):
        raise SlackError("no_reaction")
