"""What an admin is told of what does not work, or works again. Pure."""

from collections.abc import Sequence

from django.conf import settings

from bot import blockkit
from bot.answers import Message
from bot.mrkdwn import escape, since
from incidents.auditing.models import Trouble
from incidents.auditing.words import headline

SHOWN = 8
SCREEN = "/admin/incidents/trouble/"


def audit(troubles: Sequence[Trouble]) -> Message:
    """The first ones by name, and how many more there are."""
    lasting = any(each.ended_at is None for each in troubles)
    sign = ":rotating_light:" if lasting else ":white_check_mark:"
    head = f"{sign} {headline(troubles)}"
    lines = [_line(each) for each in troubles[:SHOWN]]
    if more := len(troubles) - len(lines):
        lines.append(f"and {more} more")
    screen = f"<{settings.PUBLIC_URL}{SCREEN}|Engine, Troubles>"
    foot = (
        f"{screen} in the back-office keeps them. You hear of it again while it lasts."
    )
    blocks = [blockkit.section(f"*{head}*"), blockkit.section("\n".join(lines))]
    if lasting:
        blocks.append(blockkit.context(foot))
    return Message(text=head, blocks=tuple(blocks))


def _line(trouble: Trouble) -> str:
    text = escape(trouble.text, 250)
    if trouble.ended_at is not None:
        return f"• Over: {text}"
    return f"• {text} (found {since(trouble.found_at, trouble.seen_at)})"
