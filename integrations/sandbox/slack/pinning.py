"""What may be pinned, whoever pins it."""

from integrations.sandbox.slack.errors import SlackError
from integrations.sandbox.types import Json
from integrations.sandbox.world.channels import SYSTEM_SUBTYPES, Channel
from integrations.sandbox.world.pins import is_pinned

MOST_PINS = 100
"""Pins of one channel. Source: slack.com/help, "Pin messages and bookmark links"."""


def check_pinnable(channel: Channel, message: Json) -> None:
    """Raises SlackError when Slack would not pin it."""
    if message.get("subtype") in SYSTEM_SUBTYPES:
        raise SlackError("not_pinnable")
    if is_pinned(channel, message["ts"]):
        raise SlackError("already_pinned")
    if len(channel.pins) >= MOST_PINS:
        raise SlackError("too_many_pins")


def check_pinned(channel: Channel, message: Json) -> None:
    """Raises SlackError when there is no pin to take off."""
    if not is_pinned(channel, message["ts"]):
        raise SlackError("no_pin")
