"""What an admin is told of a sync that failed. Pure."""

from django.conf import settings

from bot import blockkit
from bot.answers import Message
from bot.mrkdwn import prose

ERROR = 500
SCREEN = "/admin/incidents/syncrun/"


def sync_failed(title: str, error: str) -> Message:
    """`title` is what could not be read, like “people from Slack”; `error` says why."""
    head = f":warning: Muster could not read {title}"
    why = f"\n> {prose(error, ERROR)}" if error else ""
    screen = f"<{settings.PUBLIC_URL}{SCREEN}|Engine, Syncs>"
    what = (
        f"Until it can, it works with what it read last. Mend what Slack says, then "
        f"press *Read from Slack now* under {screen}. You hear no more of it until it "
        "has worked again."
    )
    blocks = (blockkit.section(f"*{head}*{why}"), blockkit.section(what))
    return Message(text=head, blocks=blocks)
