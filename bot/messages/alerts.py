"""An alert-born incident in its team's channel: one message, edited in place."""

import re
from collections.abc import Iterator

from bot import blockkit
from bot.answers import Block, Message
from bot.messages import paging, triage, words
from bot.messages.card import fallback
from bot.mrkdwn import TEXT, escape, inline, moment
from incidents.alerts.models import Alert
from incidents.alerts.showing import Shown
from incidents.record.models import Incident
from incidents.values import Status

TITLE = 300
ALERT = 160
URL = 200
TAGS = 12
_WEB = re.compile(r"https?://[^\s<>|]+")
_SIGNS = {
    Alert.Status.FIRING: "🔥",
    Alert.Status.ACKNOWLEDGED: "👀",
    Alert.Status.HELD: "⏳",
    Alert.Status.SUPPRESSED: "🔇",
    Alert.Status.RESOLVED: "✅",
}
_STATES = {
    Alert.Status.FIRING: "firing",
    Alert.Status.ACKNOWLEDGED: "acknowledged",
    Alert.Status.HELD: "held back",
    Alert.Status.SUPPRESSED: "suppressed",
    Alert.Status.RESOLVED: "resolved",
}
SILENCE = "alerts_silence"
MORE = "alerts_more"
# What the menu of a silence offers, and what it says of itself.
LENGTHS = (
    ("30m", "30 minutes"),
    ("1h", "1 hour"),
    ("4h", "4 hours"),
    ("morning", "until tomorrow 09:00"),
    ("custom", "other…"),
)


def message(incident: Incident, shown: Shown, *, note: str = "") -> Message:
    """Blocks within Slack's limits, whatever the texts are. `note` says why it stands
    in this channel and not in another. Pure.
    """
    open_now = incident.is_open
    blocks = list(_open(incident, shown) if open_now else _over(incident, shown))
    if note:
        blocks.append(blockkit.context(f"⚠️ {inline(note, 500)}"))
    return Message(text=fallback(incident), blocks=tuple(blocks))


def _open(incident: Incident, shown: Shown) -> Iterator[Block]:
    yield blockkit.section(f"{_state(incident)}\n{inline(incident.title, TITLE)}")
    if firing := firing_lines(shown, more=f"{words.web(incident)}#alerts"):
        yield blockkit.section(firing)
    if paged := paging.line(incident, shown.paging):
        yield blockkit.section(paged)
    yield blockkit.context(_facts(incident, shown))
    if shown.reason:
        yield blockkit.context(f"Why here: {inline(shown.reason, 600)}")
    # Slack keeps what a person chose in a menu while the block's id is the same.
    silenced = int(shown.silenced_until.timestamp()) if shown.silenced_until else 0
    yield blockkit.actions(
        *_buttons(incident, shown),
        block_id=f"alerts:{incident.pk}:{incident.status}:{silenced}",
    )


def _over(incident: Incident, shown: Shown) -> Iterator[Block]:
    if incident.merged_into is not None:
        ended = f"🔀 {triage.pointer(incident)}"
    else:
        ended = f"{_ended(incident, shown)} · {counted(shown)}"
    title = inline(incident.title, TITLE)
    yield blockkit.section(f"{_state(incident)}\n{title}\n{ended}")
    if incident.merged_into is None:
        value = str(incident.pk)
        reopen = blockkit.button("Reopen…", "incident_reopen", value)
        yield blockkit.actions(reopen, blockkit.button("Why", "alerts_why", value))


def _state(incident: Incident) -> str:
    return (
        f"{words.sign(incident)} *<{words.web(incident)}|{incident.reference}>* · "
        f"{words.short_severity(incident)} · *{words.status(incident)}*"
    )


def firing_lines(shown: Shown, *, more: str) -> str:
    """The alerts that fire, one a line, as many as fit; `more` is the address that
    shows all.
    """
    lines: list[str] = []
    room = TEXT - 200
    for line in map(_line, shown.alerts):
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
    rest = shown.firing - len(lines)
    return "\n".join([*lines, *([f"<{more}|and {rest:,} more>"] if rest > 0 else [])])


def _line(alert: Alert) -> str:
    again = f" ×{alert.count:,}" if alert.count > 1 else ""
    flaps = " · flapping" if alert.is_flapping else ""
    return (
        f"{_SIGNS[Alert.Status(alert.status)]} {inline(alert.title, ALERT)}{again} · "
        f"since {moment(alert.first_at)}{flaps}{_link(alert)}"
    )


def _link(alert: Alert) -> str:
    """Its first link; one that is no web address or very long is left out."""
    for each in alert.links[:1]:
        url = str(each.get("url", "")).replace("&", "&amp;")
        text = str(each.get("text", "")) or "link"
        if _WEB.fullmatch(url) and len(url) <= URL:
            return f" · <{url}|{escape(text.replace('|', '¦'), 40)}>"
    return ""


def _facts(incident: Incident, shown: Shown) -> str:
    facts = [counted(shown), words.service(incident)]
    if shown.team and (
        incident.service is None or shown.team != incident.service.team.name
    ):
        facts.append(f"handled by {inline(shown.team)}")
    facts.append(f"since {moment(incident.declared_at)}")
    if taken := _taken(incident):
        facts.append(taken)
    if shown.silenced_until is not None:
        facts.append(f"🔕 silenced until {moment(shown.silenced_until)}")
    if incident.channel is not None:
        facts.append(f"Join: {words.channel(incident)}")
    if shown.tags:
        facts.append(" ".join(f"`{_tag(tag)}`" for tag in shown.tags[:TAGS]))
    return " · ".join(facts)


def _taken(incident: Incident) -> str:
    """Who acknowledged. A tool, or a contact by phone, is no person of Muster: paging
    has ended, and it is still to be accepted.
    """
    if incident.acknowledged_by is not None:
        return f"acknowledged by {words.name(incident.acknowledged_by)}"
    if incident.acknowledged_at is None:
        return ""
    text = f"👍 acknowledged outside Muster {moment(incident.acknowledged_at)}"
    if incident.status == Status.TRIAGE:
        return f"{text}: nobody is paged, and nobody has accepted it yet"
    return text


def _tag(text: str) -> str:
    """A back-quote would end the code that it stands in."""
    return escape(text.replace("`", "´"), 60)


def counted(shown: Shown) -> str:
    """`3 firing, 1 held back, 214 signals`."""
    parts = [
        f"{shown.counts[state]:,} {label}"
        for state, label in _STATES.items()
        if shown.counts.get(state)
    ]
    if shown.signals > shown.total:
        parts.append(f"{shown.signals:,} signals")
    return ", ".join(parts) or "no alerts any more"


def _ended(incident: Incident, shown: Shown) -> str:
    """How it ended, when and by whom: by its alerts, when no person did."""
    when = incident.resolved_at or incident.acknowledged_at
    by = "by itself: all its alerts resolved"
    if shown.ended_by:
        by = f"by {inline(shown.ended_by)}"
    reason = f" · {inline(incident.resolution, 500)}" if incident.resolution else ""
    if shown.silenced_until is not None:
        reason += f" · 🔕 silenced until {moment(shown.silenced_until)}"
    at = f" {moment(when)}" if when else ""
    return f"{words.status(incident)} {by}{at}{reason}"


def _buttons(incident: Incident, shown: Shown) -> list[blockkit.Element]:
    value = str(incident.pk)
    found = []
    if incident.status == Status.TRIAGE:
        found.append(
            blockkit.button("Acknowledge", "incident_accept", value, style="primary")
        )
    elif shown.paging.is_running:
        found.append(
            blockkit.button("Acknowledge", paging.ACKNOWLEDGE, value, style="primary")
        )
    found.append(blockkit.button("Resolve…", "incident_resolve", value))
    found.append(silence_menu(incident, silenced=shown.silenced_until is not None))
    found.append(blockkit.button("Why", "alerts_why", value))
    found.append(_more(incident))
    return found


def silence_menu(incident: Incident, *, silenced: bool) -> blockkit.Element:
    options = [
        blockkit.option(f"Silence {_for(word, text)}", f"{incident.pk}:{word}")
        for word, text in LENGTHS
    ]
    if silenced:
        options.append(blockkit.option("Page again now", f"{incident.pk}:off"))
    return blockkit.select(SILENCE, options, placeholder="Silence…")


def _for(word: str, text: str) -> str:
    return text if word in ("morning", "custom") else f"for {text}"


def _more(incident: Incident) -> blockkit.Element:
    """What is seldom needed; Slack wants at least one entry, and takes five."""
    entries = [("Timeline and all alerts", "page")]
    if incident.status == Status.TRIAGE:
        entries = [("Decline…", "decline"), ("Merge…", "merge"), *entries]
    else:
        entries = [("Merge…", "merge"), *entries]
    if not incident.channel_name:
        entries.append(("Open a channel", "channel"))
    options = []
    for text, what in entries:
        made = blockkit.option(text, f"{incident.pk}:{what}")
        if what == "page":
            made["url"] = words.web(incident)
        options.append(made)
    return {"type": "overflow", "action_id": MORE, "options": options}
