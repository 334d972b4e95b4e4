"""The one post that asks for an update that is late."""

from collections.abc import Sequence
from datetime import datetime

from bot import blockkit
from bot.answers import Message
from bot.messages import words
from bot.mrkdwn import inline, moment
from incidents.record.models import Incident
from incidents.updates.reminding import ASKED, LAST, SNOOZED, Asked

SNOOZES = (
    ("Snooze 15 min", "incident_snooze", 15),
    ("Snooze 1 h", "incident_snooze_hour", 60),
)


def reminder(incident: Incident, asked: Asked, *, people: Sequence[str]) -> Message:
    """`people` are the Slack ids of who is asked: mentioned as long as it is asked,
    and no more once it was answered, for that is an edit. Pure.
    """
    due = moment(datetime.fromisoformat(asked.due))
    called = " ".join(f"<@{user}>" for user in people)
    late = f"⏰ {incident.reference} waits for an update: it was due {due}."
    if asked.state in (ASKED, LAST):
        line = f"{called} {late}".strip()
    else:
        line = f"{late} {_hushed(asked)}"
    blocks = [blockkit.section(line), blockkit.context(_rest(asked))]
    blocks.append(blockkit.actions(*_buttons(incident, asked)))
    return Message(text=line, blocks=tuple(blocks))


def _hushed(asked: Asked) -> str:
    by = inline(asked.by)
    if asked.state == SNOOZED:
        until = moment(datetime.fromisoformat(asked.until))
        return f"Snoozed by {by} until {until}."
    return f"{by} asked for no more reminders."


def _rest(asked: Asked) -> str:
    if asked.state == LAST:
        return "This is the last reminder: Muster asks no more for this update."
    if asked.state == ASKED:
        return (
            "A sentence is plenty: what is known, what is being done. "
            f"{words.command('update …')} publishes it."
        )
    return "The next update, or a change of severity, plans the reminders anew."


def _buttons(incident: Incident, asked: Asked) -> list[blockkit.Element]:
    value = str(incident.pk)
    write = blockkit.button("Write update", "incident_update", value, style="primary")
    if asked.state in (ASKED, SNOOZED):
        snoozes = [
            blockkit.button(text, action_id, f"{value}:{minutes}")
            for text, action_id, minutes in SNOOZES
        ]
        no_more = blockkit.button("No more reminders", "incident_stop_reminders", value)
        return [write, *snoozes, no_more]
    return [write]
