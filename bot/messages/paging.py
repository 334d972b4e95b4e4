"""Paging in words: the message that pages somebody, and who is being paged. Pure."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot import blockkit
from bot.answers import Message, Say
from bot.messages import words
from bot.mrkdwn import inline, moment
from incidents.escalation.queries import Paging
from incidents.people.models import Person
from incidents.record.models import Incident

ACKNOWLEDGE = "incident_ack"
ESCALATE = "page_escalate"
ANYWAY = "page_anyway"
ON_CALL = "page_on_call"
NAMED = 8


def page(incident: Incident, *, text: str, level: str) -> Message:
    """The direct message that pages somebody. `text` says why them."""
    head = f"📟 You are paged for {words.sign(incident)} "
    link = f"*<{words.web(incident)}|{incident.reference}>*"
    title = inline(incident.title, 300)
    fallback = f"📟 You are paged for {incident.reference}: {title}"
    facts = " · ".join(
        (
            words.short_severity(incident),
            words.service(incident),
            f"since {moment(incident.declared_at)}",
        )
    )
    blocks = [
        blockkit.section(f"{head}{link}\n*{title}*\n{facts}"),
        blockkit.context(f"Why you: {inline(text, 600)}{inline(level, 200)}"),
        blockkit.actions(*page_buttons(incident)),
    ]
    return Message(text=fallback, blocks=tuple(blocks))


def paged_over(incident: Incident, *, too: bool = False) -> Message:
    """The same message once somebody has it, or it is over: nothing to press. `too`:
    whom it paged has acknowledged what somebody else has.
    """
    title = inline(incident.title, 300)
    link = f"*<{words.web(incident)}|{incident.reference}>*"
    said = over(incident) + ("\n👍 You acknowledged too" if too else "")
    blocks = [
        blockkit.section(f"📟 You were paged for {link}\n*{title}*\n{said}"),
        blockkit.context(
            f"{words.short_severity(incident)} · {words.service(incident)} · since "
            f"{moment(incident.declared_at)}"
        ),
    ]
    text = f"📟 You were paged for {incident.reference}: {title}"
    return Message(text=text, blocks=tuple(blocks))


def over(incident: Incident) -> str:
    """`👍 Acknowledged by *Ada*, 14:05`, and how it ended, if it has."""
    lines = []
    if incident.acknowledged_at is not None:
        by = incident.acknowledged_by
        who = f" by *{inline(by.name, 120)}*" if by else ""
        lines.append(f"👍 Acknowledged{who}, {moment(incident.acknowledged_at)}")
    if not incident.is_open:
        at = f", {moment(incident.resolved_at)}" if incident.resolved_at else ""
        lines.append(f"✅ {words.status(incident)}{at}")
    return "\n".join(lines) or "Nothing is asked of you any more"


def page_buttons(incident: Incident) -> list[blockkit.Element]:
    value = str(incident.pk)
    return [
        blockkit.button("Acknowledge", ACKNOWLEDGE, value, style="primary"),
        blockkit.button("Resolve…", "incident_resolve", value),
        blockkit.button("Escalate now", ESCALATE, value),
    ]


def line(incident: Incident, paging: Paging) -> str:
    """Who is being paged, for cards and messages; empty when nobody is."""
    if not incident.is_open or not (paging.names or paging.is_running):
        return ""
    policy = f" by “{inline(paging.policy, 80)}”" if paging.policy else ""
    at = moment(paging.next_at) if paging.next_at else ""
    if not paging.names:
        return f"📟 Paging{policy} begins {at}".rstrip()
    then = f" · next level {at}" if at else ""
    return f"📟 Paging {_names(paging.names)}{policy}{then}"


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(f"*{inline(name, 60)}*" for name in names[:NAMED])
    more = len(names) - NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def acknowledged(incident: Incident, *, you: bool) -> Say:
    if you:
        return Say(
            f"👍 You acknowledged {incident.reference}: nobody else is paged for it.",
            title="Acknowledged",
        )
    by = words.name(incident.acknowledged_by, "somebody")
    return Say(
        f"👍 {by} has {incident.reference} already. You are noted too.",
        title="Acknowledged",
    )


def paged(incident: Incident, names: Sequence[str]) -> Say:
    return Say(
        f"📟 Paging {_names(names)} for {incident.reference}. Its timeline tells what "
        "comes of it.",
        title="Paging",
    )


def escalated(incident: Incident) -> Say:
    return Say(f"📟 {incident.reference}: the next level is asked now.")


def off_shift(
    incident: Incident,
    person: Person,
    *,
    instead: Sequence[str],
    why: str,
    now: datetime,
) -> Say:
    """They are not on call: page them all the same, or who is? `instead` are names."""
    text = off_shift_text(person, instead=instead, now=now)
    value = f"{incident.pk}:{person.pk}:{why}"
    buttons = []
    if instead:
        buttons.append(
            blockkit.button("Page who is on call", ON_CALL, value, style="primary")
        )
    buttons.append(blockkit.button("Page them all the same", ANYWAY, value))
    return Say(
        text,
        blocks=(blockkit.section(text), blockkit.actions(*buttons)),
        title="Not on call",
    )


def off_shift_text(person: Person, *, instead: Sequence[str], now: datetime) -> str:
    """Why not them: they are not on call, and how late it is for them."""
    here = now.astimezone(ZoneInfo(person.timezone))
    name = inline(person.name, 120)
    text = f"*{name}* is not on call, and it is {here:%H:%M} for them."
    if not instead:
        return f"{text} No schedule says who is."
    return f"{text} On call: {_names(instead)}. Page them instead?"
