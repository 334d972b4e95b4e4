"""Follow-ups in words: in lists, on the card, at the Home, after a change. Pure."""

from datetime import date, datetime

from django.conf import settings

from bot import blockkit
from bot.answers import Say
from bot.messages import words
from bot.mrkdwn import inline, moment
from incidents.followups.dates import shown
from incidents.followups.models import FollowUp

TITLE = 400
NAME = 80
Status = FollowUp.Status
# Where a button stands says how its press is answered.
IN_LIST = "list"
AT_HOME = "home"
IN_MESSAGE = "message"


def title(follow_up: FollowUp, room: int = TITLE) -> str:
    """Its title, escaped; with a link to the message that it was made from, where
    there is room for that: title and link each have at most `room` characters.
    """
    text = inline(follow_up.title, room)
    link = follow_up.permalink.replace("&", "&amp;")
    return f"<{link}|{text}>" if 0 < len(link) <= room else text


def owner(follow_up: FollowUp) -> str:
    """A name, escaped: no mention, for a list asks nobody for attention."""
    return inline(follow_up.owner.name, NAME) if follow_up.owner else "nobody yet"


def due(follow_up: FollowUp, today: date | None = None) -> str:
    """`due 4 Dec 2026`; with `today`, what is late is marked. Empty without a day."""
    if follow_up.due_on is None:
        return ""
    late = today is not None and follow_up.due_on < today
    if follow_up.due_on == today:
        return "due *today*"
    return f"{'⚠️ *overdue*, ' if late else ''}due {shown(follow_up.due_on)}"


def line(follow_up: FollowUp, today: date | None = None, *, room: int = TITLE) -> str:
    """One line: a box, what, who, by when."""
    if follow_up.status == Status.DROPPED:
        return f"🚫 ~{inline(follow_up.title, room)}~ · dropped"
    if follow_up.status == Status.DONE:
        return f"✅ {title(follow_up, room)} · {owner(follow_up)}"
    parts = (title(follow_up, room), owner(follow_up), due(follow_up, today))
    return f"⬜ {' · '.join(part for part in parts if part)}"


def made(follow_up: FollowUp) -> Say:
    """Confirms one that was made or changed, with what can be done about it."""
    reference = follow_up.incident.reference
    value = value_of(follow_up)
    text = f"{line(follow_up)}\nFollow-up of {reference}. {_reminded(follow_up)}"
    buttons = blockkit.actions(
        blockkit.button("Edit", "incident_follow_up", value),
        blockkit.button("Drop", "follow_up_drop", value),
        blockkit.button("All follow-ups", "incident_follow_ups", _incident(follow_up)),
    )
    return Say(text, blocks=(blockkit.section(text), buttons), title="Follow-up")


def ended(follow_up: FollowUp) -> Say:
    text = line(follow_up)
    back = blockkit.button("Reopen", "follow_up_reopen", value_of(follow_up))
    return Say(
        text, blocks=(blockkit.section(text), blockkit.actions(back)), title="Follow-up"
    )


def open_again(follow_up: FollowUp) -> Say:
    return Say(f"Open again: {line(follow_up)}", title="Follow-up")


def snoozed(follow_up: FollowUp, until: datetime) -> Say:
    text = f"💤 Reminded again {moment(until)}: {title(follow_up)}"
    return Say(text, title="Follow-up")


def value_of(follow_up: FollowUp, place: str = "") -> str:
    """What a button about it carries."""
    value = f"{follow_up.incident_id}:{follow_up.pk}"
    return f"{value}:{place}" if place else value


def web_list() -> str:
    """The address of the list of follow-ups in the back-office."""
    return f"{settings.PUBLIC_URL}/follow-ups/"


def _reminded(follow_up: FollowUp) -> str:
    if follow_up.due_on is None:
        return "It has no day, so nobody is reminded."
    who = words.name(follow_up.owner) if follow_up.owner else "The lead"
    return f"{who} is reminded from that day on."


def _incident(follow_up: FollowUp) -> str:
    return str(follow_up.incident_id)
