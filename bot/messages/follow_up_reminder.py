"""The direct message that reminds of a follow-up. Pure."""

from datetime import date, datetime

from bot import blockkit
from bot.answers import Message
from bot.messages import words
from bot.messages.follow_ups import IN_MESSAGE, due, line, title, value_of
from bot.mrkdwn import inline, moment
from incidents.followups.models import FollowUp


def reminder(
    follow_up: FollowUp, *, today: date, reason: str = "", snoozed_until: str = ""
) -> Message:
    """`reason` is why somebody else than the owner is asked; `snoozed_until` is a time
    in ISO 8601.
    """
    if follow_up.status != FollowUp.Status.OPEN:
        return _ended(follow_up)
    text = f"⏰ {title(follow_up)}\n{due(follow_up, today) or 'No day is set any more'}"
    if snoozed_until:
        until = datetime.fromisoformat(snoozed_until)
        text = f"💤 {title(follow_up)}\nSnoozed until {moment(until)}"
    facts = [_about(follow_up)]
    if reason:
        facts.append(f"You are asked because {inline(reason, 300)}")
    value = value_of(follow_up, IN_MESSAGE)
    buttons = [blockkit.button("Done", "follow_up_done", value, style="primary")]
    if not snoozed_until:
        buttons.append(blockkit.button("Snooze 1 day", "follow_up_snooze", value))
    buttons += [
        blockkit.button("Edit", "incident_follow_up", value_of(follow_up)),
        blockkit.button("All of it", "incident_follow_ups", str(follow_up.incident_id)),
    ]
    return Message(
        text=f"⏰ Follow-up: {inline(follow_up.title, 1_000)}",
        blocks=(
            blockkit.section(text),
            blockkit.context(" · ".join(facts)),
            blockkit.actions(*buttons),
        ),
    )


def _ended(follow_up: FollowUp) -> Message:
    text = line(follow_up)
    by = f" · {words.name(follow_up.ended_by)}" if follow_up.ended_by else ""
    return Message(
        text=text,
        blocks=(
            blockkit.section(text),
            blockkit.context(f"{_about(follow_up)}{by}"),
        ),
    )


def _about(follow_up: FollowUp) -> str:
    incident = follow_up.incident
    return f"Follow-up of {incident.reference} {inline(incident.title, 500)}"
