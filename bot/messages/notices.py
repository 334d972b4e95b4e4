"""What a policy's steps post: in a channel, and to a user group. Pure."""

from bot import blockkit
from bot.answers import Message
from bot.messages import paging, words
from bot.messages.sos import mention
from bot.mrkdwn import inline, moment
from incidents.record.models import Incident


def told(incident: Incident, *, why: str, group: str = "") -> Message:
    """It needs somebody. `group` is the Slack id of a user group to mention."""
    whom = f"{mention(group)} " if group else ""
    link = f"*<{words.web(incident)}|{incident.reference}>*"
    facts = " · ".join(
        (
            words.short_severity(incident),
            words.service(incident),
            f"since {moment(incident.declared_at)}",
        )
    )
    head = f"📟 {whom}{words.sign(incident)} {link} needs somebody"
    title = inline(incident.title, 300)
    return Message(
        text=f"📟 {whom}{incident.reference} needs somebody: {title}",
        blocks=(
            blockkit.section(f"{head}\n*{title}*\n{facts}"),
            blockkit.context(f"{inline(why, 600)}. Nobody here was phoned for it."),
            blockkit.actions(*paging.page_buttons(incident)),
        ),
    )
