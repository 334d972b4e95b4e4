"""The list of open incidents, for one person. Pure."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot import blockkit
from bot.answers import Say
from bot.blockkit import Element
from bot.messages import words
from bot.mrkdwn import inline, since
from incidents.record.models import Incident

SHOWN = 20


def listing(
    incidents: Sequence[Incident], *, total: int, now: datetime, start: int = 0
) -> Say:
    """`incidents` are those to show, the first of them `start` places down the list;
    `total` counts all of them.
    """
    if not total:
        return Say(
            f"🎉 Nothing is open. {words.command('open …')} declares an incident.",
            replaces=True,
        )
    count = "1 open incident" if total == 1 else f"{total} open incidents"
    shown = incidents[:SHOWN]
    blocks = [blockkit.section(_heading(count, total, start, len(shown)))]
    blocks += [blockkit.section(line(i, now=now)) for i in shown]
    if total > len(shown):
        blocks.append(blockkit.actions(*_turns(start, total)))
        blocks.append(blockkit.context(f"<{words.web_list()}|See all of them>"))
    return Say(count, blocks=tuple(blocks), replaces=True)


def _heading(count: str, total: int, start: int, shown: int) -> str:
    where = f" · {start + 1} to {start + shown}" if total > shown else ""
    return f"*{count}*, the worst first{where}"


def _turns(start: int, total: int) -> Iterator[Element]:
    """Buttons to the pages before and after, as far as there are any."""
    if start > 0:
        before = max(0, start - SHOWN)
        yield blockkit.button("Previous", "incident_list_previous", f":{before}")
    if start + SHOWN < total:
        after = start + SHOWN
        yield blockkit.button("Next", "incident_list_next", f":{after}")


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
