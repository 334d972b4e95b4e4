"""The direct message to the declarer about what is stuck."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot import blockkit
from bot.answers import Block, Message
from bot.messages import words
from bot.mrkdwn import escape, inline
from incidents.record.models import Incident

SHOWN = 8
REASON = 300

_WHAT = {
    "channel": "opening the channel",
    "invite": "inviting people to the channel",
    "invite_first": "inviting people to the channel",
    "invite_more": "inviting further people to the channel",
    "ask_invites": "asking an extension whom to invite",
    "sos": "calling for help",
    "card": "showing the card",
    "pin": "pinning the card",
    "topic": "setting the channel's topic",
    "bookmark": "adding a bookmark",
    "alerts": "showing its alerts",
    "announcement": "announcing the incident",
    "post": "posting in the channel",
    "thread": "posting under the announcement",
    "home": "showing the Home tab",
    "handover": "posting a hand-over",
    "briefing": "briefing the new holder of a role",
    "timeline_message": "putting a marked message on the timeline",
    "follow_up_reminder": "reminding of a follow-up",
    "reminder": "asking for an update",
    "following": "telling a follower",
    "told": "telling a follower",
    "email": "e-mailing a follower",
    "archive": "archiving the channel",
    "postmortem_due": "asking for the post-mortem",
}


@dataclass(frozen=True)
class StuckFact:
    """One effect that is stuck. `what` is its kind, `error` the vendor's words."""

    what: str
    error: str
    gave_up: bool
    attempts: int


def trouble(
    incident: Incident, stuck: Sequence[StuckFact], *, waiting: int = 0
) -> Message:
    """What is stuck, what Muster does about it, and what the person can do."""
    first = _WHAT.get(stuck[0].what, stuck[0].what) if stuck else "something"
    text = f"⚠️ {incident.reference}: {escape(first)} does not work"
    return Message(text=text, blocks=tuple(_blocks(incident, stuck, waiting)))


def mended(incident: Incident) -> Message:
    """Takes the place of the trouble once nothing is stuck."""
    text = f"✅ {incident.reference}: everything went through after all"
    title = blockkit.context(inline(incident.title))
    return Message(text=text, blocks=(blockkit.section(text), title))


def _blocks(
    incident: Incident, stuck: Sequence[StuckFact], waiting: int
) -> list[Block]:
    intro = (
        f"⚠️ *{incident.reference} is declared and safe, but Slack does not show all "
        f"of it.*\n{inline(incident.title)}"
    )
    if incident.channel:
        intro = f"{intro}\nIts channel: {words.channel(incident)}"
    blocks = [blockkit.section(intro)]
    blocks += [blockkit.section(_line(fact)) for fact in stuck[:SHOWN]]
    if len(stuck) > SHOWN:
        blocks.append(blockkit.context(f"and {len(stuck) - SHOWN} more like these"))
    if waiting:
        things = "step waits" if waiting == 1 else "steps wait"
        blocks.append(blockkit.context(f"{waiting} further {things} for this."))
    if any(fact.gave_up for fact in stuck):
        advice = "Once the cause is mended, press Retry; all that waits follows."
    else:
        advice = "There is nothing you must do. Retry tries at once."
    blocks.append(blockkit.section(advice))
    retry = blockkit.button(
        "Retry", "incident_retry", str(incident.pk), style="primary"
    )
    blocks.append(blockkit.actions(retry))
    return blocks


def _line(fact: StuckFact) -> str:
    what = _WHAT.get(fact.what, fact.what)
    times = "once" if fact.attempts == 1 else f"{fact.attempts} times"
    state = (
        f"Muster tried {times} and gave up."
        if fact.gave_up
        else f"Muster tried {times} and keeps trying by itself."
    )
    lines = [f"• *{escape(what).capitalize()}*: {state}"]
    if fact.error:
        whose = "The mail server" if fact.what == "email" else "Slack"
        lines.append(f"    _{whose}'s answer:_ {escape(fact.error, REASON)}")
    return "\n".join(lines)
