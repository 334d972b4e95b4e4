"""Which effects an incident's changes ask for, under which keys."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from incidents.channels import queries as channels
from incidents.channels.models import TAG_ANNOUNCEMENTS
from incidents.outbox import services as outbox
from incidents.people.models import Person
from incidents.record.models import Incident

CHANNEL = "channel"
INVITE = "invite"
CARD = "card"
PIN = "pin"
TOPIC = "topic"
BOOKMARK = "bookmark"
ANNOUNCEMENT = "announcement"
HOME = "home"
POST = "post"
THREAD = "thread"

BOOKMARKS = ("timeline", "runbook")


def key(kind: str, incident: Incident) -> str:
    return f"{kind}:{incident.pk}"


def open_channel(incident: Incident, people: Sequence[Person], *, entry: int) -> None:
    """Channel, then invitations, then all the rest beside each other."""
    subject = incident.subject
    channel = outbox.add(
        kind=CHANNEL, key=key(CHANNEL, incident), subject=subject, priority=0
    )
    invite(incident, people, entry=entry, after=[channel])
    card = outbox.touch(
        kind=CARD,
        key=key(CARD, incident),
        subject=subject,
        after=[channel],
        priority=20,
    )
    outbox.touch(
        kind=PIN,
        key=key(PIN, incident),
        subject=subject,
        after=[channel, card],
        priority=25,
    )
    outbox.touch(
        kind=TOPIC,
        key=key(TOPIC, incident),
        subject=subject,
        after=[channel],
        priority=30,
    )
    for name in BOOKMARKS:
        if name != "runbook" or (incident.service and incident.service.runbook_url):
            outbox.add(
                kind=BOOKMARK,
                key=f"{BOOKMARK}:{incident.pk}:{name}",
                subject=subject,
                args={"name": name},
                after=[channel],
                priority=30,
            )
    if not incident.is_private and channels.tagged(TAG_ANNOUNCEMENTS):
        outbox.touch(
            kind=ANNOUNCEMENT,
            key=key(ANNOUNCEMENT, incident),
            subject=subject,
            after=[channel],
            priority=20,
        )
    outbox.touch_shown(kind=HOME)


def invite(
    incident: Incident,
    people: Iterable[Person],
    *,
    entry: int,
    after: Sequence[int] = (),
) -> None:
    """Into its channel, once for the line of the timeline that says so.

    An incident on record that never had a channel has none to join.
    """
    ids = sorted({person.pk for person in people})
    after = after or _channel_of(incident)
    if ids and after:
        outbox.add(
            kind=INVITE,
            key=f"{INVITE}:{incident.pk}:{entry}",
            subject=incident.subject,
            args={"people": ids},
            after=after,
            priority=10,
        )


def show(incident: Incident) -> None:
    """Want everything that shows the incident edited in place."""
    keys = [key(kind, incident) for kind in (CARD, TOPIC, ANNOUNCEMENT)]
    outbox.touch_shown(keys=keys, kind=HOME)


def pin_anew(incident: Incident) -> None:
    """Its card stands in another message than the one that was pinned."""
    outbox.touch_shown(keys=[key(PIN, incident)])


def open_home(slack_id: str, now: datetime) -> None:
    outbox.touch(
        kind=HOME,
        key=f"{HOME}:{slack_id}",
        subject=HOME,
        args={"slack_id": slack_id, "opened_at": now.isoformat()},
        priority=60,
    )


def post(incident: Incident, *, entry: int, message: str) -> None:
    """Post a line of the timeline in the incident's channel, if it has one."""
    _tell(incident, {POST: CHANNEL}, entry=entry, message=message)


def thread(incident: Incident, *, entry: int, message: str) -> None:
    """Post a line of the timeline under the announcement, if it has one."""
    _tell(incident, {THREAD: ANNOUNCEMENT}, entry=entry, message=message)


def tell(incident: Incident, *, entry: int, message: str) -> None:
    """Post a line of the timeline in both places."""
    places = {POST: CHANNEL, THREAD: ANNOUNCEMENT}
    _tell(incident, places, entry=entry, message=message)


def _tell(
    incident: Incident, places: Mapping[str, str], *, entry: int, message: str
) -> None:
    """Ask for posts of these kinds, each after the effect that makes its place."""
    keys = {kind: key(place, incident) for kind, place in places.items()}
    ids = outbox.ids_of(*keys.values())
    for priority, (kind, place) in enumerate(keys.items(), start=40):
        if place in ids:
            outbox.add(
                kind=kind,
                key=f"{kind}:{incident.pk}:{entry}",
                subject=incident.subject,
                args={"entry": entry, "message": message},
                after=[ids[place]],
                priority=priority,
            )


def _channel_of(incident: Incident) -> list[int]:
    return list(outbox.ids_of(key(CHANNEL, incident)).values())
