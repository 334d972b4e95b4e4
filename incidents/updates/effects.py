"""Which effects updates, followers and reminders ask for, under which keys."""

from collections.abc import Mapping, Sequence
from typing import Any

from incidents.outbox import services as outbox
from incidents.outbox.values import SLACK, Wanted
from incidents.record import effects as record
from incidents.record.models import Incident

REMINDER = "reminder"
FOLLOWING = "following"
TOLD = "told"
EMAIL = "email"
# E-mail takes no turn of Slack's calls.
MAIL_QUEUE = "sync"


def remind(incident: Incident, args: Mapping[str, Any]) -> None:
    """Show the one post that asks for an update as `args` say."""
    channel = outbox.ids_of(record.key(record.CHANNEL, incident))
    outbox.touch(
        kind=REMINDER,
        key=record.key(REMINDER, incident),
        subject=incident.subject,
        args=dict(args),
        after=list(channel.values()),
        priority=15,
    )


def reminder_key(incident: Incident) -> str:
    """Of the post that asks for an update."""
    return record.key(REMINDER, incident)


def show_anew(keys: list[str]) -> None:
    """Want these states shown anew, as far as they were ever asked for."""
    if keys:
        outbox.touch_shown(keys=keys)


def follow(incident: Incident, person_ids: Sequence[int]) -> None:
    """Show these people, each in a direct message, that they follow."""
    states = (
        Wanted(
            kind=FOLLOWING,
            key=following_key(incident, person_id),
            subject=incident.subject,
            args={"person": person_id},
            priority=45,
        )
        for person_id in person_ids
    )
    outbox.touch_all(list(states))


def following_key(incident: Incident, person_id: int) -> str:
    return f"{FOLLOWING}:{incident.pk}:{person_id}"


def followed_no_more(incident: Incident, person_ids: list[int]) -> None:
    """Their direct messages, of who has one, say so."""
    keys = [following_key(incident, person_id) for person_id in person_ids]
    outbox.touch_shown(keys=keys)


def tell(
    incident: Incident,
    *,
    in_slack: Sequence[int],
    by_email: Sequence[int],
    entry: int,
    message: str,
) -> None:
    """A line of the timeline to these people: under the direct message that says they
    follow, or as an e-mail.
    """

    def told(kind: str, person_id: int, behind: str = "", queue: str = SLACK) -> Wanted:
        return Wanted(
            kind=kind,
            key=f"{kind}:{incident.pk}:{entry}:{person_id}",
            subject=incident.subject,
            args={"person": person_id, "entry": entry, "message": message},
            behind=behind,
            queue=queue,
        )

    below = [told(TOLD, pk, behind=following_key(incident, pk)) for pk in in_slack]
    mails = [told(EMAIL, pk, queue=MAIL_QUEUE) for pk in by_email]
    outbox.add_all([*below, *mails])
