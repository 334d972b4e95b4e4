"""The list of open incidents, for one person. Pure."""

from collections.abc import Sequence
from datetime import datetime

from bot import blockkit
from bot.answers import Say
from bot.messages import words
from bot.mrkdwn import inline, since
from incidents.record.models import Incident

SHOWN = 20


def listing(incidents: Sequence[Incident], *, total: int, now: datetime) -> Say:
    """`incidents` are the first ones to show; `total` counts all of them."""
    if not total:
        return Say(
            f"🎉 Nothing is open. {words.command('open …')} declares an incident."
        )
    count = "1 open incident" if total == 1 else f"{total} open incidents"
    blocks = [blockkit.section(f"*{count}*, the worst first")]
    blocks += [blockkit.section(line(i, now=now)) for i in incidents[:SHOWN]]
    more = total - len(incidents[:SHOWN])
    if more > 0:
        blocks.append(
            blockkit.context(f"and {more} more: <{words.web_list()}|see all of them>")
        )
    return Say(count, blocks=tuple(blocks))


def line(incident: Incident, *, now: datetime) -> str:
    """An incident in two lines: what it is, and how it stands."""
    lock = "🔒 " if incident.is_private else ""
    return (
        f"{words.sign(incident)} {lock}*{incident.reference}* "
        f"{inline(incident.title, 1_000)}\n"
        f"{words.short_severity(incident)} · {words.status(incident)} · "
        f"Lead: {words.name(incident.lead)} · {since(incident.declared_at, now)} · "
        f"{words.channel(incident)}"
    )
