"""Which effects an incident's changes ask for, under which keys."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from incidents.channels import queries as channels
from incidents.channels.models import TAG_ANNOUNCEMENTS
from incidents.outbox import services as outbox
from incidents.outbox.values import Wanted
from incidents.people.models import Person
from incidents.record.models import Incident

CHANNEL = "channel"
INVITE = "invite"
INVITE_FIRST = "invite_first"
SOS = "sos"
CARD = "card"
PIN = "pin"
TOPIC = "topic"
BOOKMARK = "bookmark"
ANNOUNCEMENT = "announcement"
ALERTS = "alerts"
HOME = "home"
# What shows an incident as it is now.
SHOWN = (CARD, TOPIC, ANNOUNCEMENT, ALERTS)
POST = "post"
THREAD = "thread"
MENTIONED = "mentioned"

MENTION_LIMIT = 1_000
ARCHIVE = "archive"

BOOKMARKS = ("timeline", "runbook")


def key(kind: str, incident: Incident) -> str:
    return f"{kind}:{incident.pk}"


def open_channel(incident: Incident, *, entry: int) -> None:
    """Channel, then invitations, then all the rest beside each other."""
    subject = incident.subject
    channel = outbox.add(
        kind=CHANNEL, key=key(CHANNEL, incident), subject=subject, priority=0
    )
    ask_for_people(incident, entry=entry, reason="created")
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
    announce(incident)


def announce(incident: Incident) -> None:
    """Where public incidents are announced, and on every Home; after its channel."""
    if not incident.is_private and channels.tagged(TAG_ANNOUNCEMENTS):
        outbox.touch(
            kind=ANNOUNCEMENT,
            key=key(ANNOUNCEMENT, incident),
            subject=incident.subject,
            after=_channel_of(incident),
            priority=20,
        )
    outbox.touch_shown(kind=HOME)


def ask_for_people(
    incident: Incident,
    *,
    entry: int,
    reason: str = "updated",
) -> None:
    """Invite whom it needs (docs/invitations.md); only who is new, after an update
    that may need others. An incident without a channel asks once it gets one.
    """
    first = Wanted(
        kind=INVITE_FIRST,
        key=f"{INVITE_FIRST}:{incident.pk}:{entry}",
        subject=incident.subject,
        args={"reason": reason},
        behind=key(CHANNEL, incident),
        priority=10,
    )
    outbox.add_all([first])


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


def call_for_help(incident: Incident, *, entry: int, channel: str, group: str) -> None:
    """Mention a user group, or else @here, in the channel with this Slack id, or else
    in its own.
    """
    outbox.add(
        kind=SOS,
        key=f"{SOS}:{incident.pk}:{entry}",
        subject=incident.subject,
        args={"entry": entry, "channel": channel, "group": group},
        after=_channel_of(incident),
        priority=15,
    )


def show(incident: Incident, *, also: Sequence[str] = ()) -> None:
    """Want everything that shows the incident edited in place, and the states with
    these keys.
    """
    keys = [key(kind, incident) for kind in SHOWN]
    outbox.touch_shown(keys=[*keys, *also], kind=HOME)


def show_all(incidents: Sequence[Incident]) -> None:
    """As `show`, of many in one statement."""
    keys = [key(kind, incident) for incident in incidents for kind in SHOWN]
    outbox.touch_shown(keys=keys, kind=HOME)


def pin_anew(incident: Incident) -> None:
    """Its card stands in another message than the one that was pinned."""
    outbox.touch_shown(keys=[key(PIN, incident)])


def archive(incident: Incident, *, by: Person | None, now: datetime) -> None:
    """Archive its channel once what is under way has been posted there."""
    outbox.add(
        kind=ARCHIVE,
        key=f"{key(ARCHIVE, incident)}:{int(now.timestamp())}",
        subject=incident.subject,
        args={"by": by.pk if by else None},
        after=outbox.under_way(incident.subject),
        priority=80,
    )


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
    posts = [
        Wanted(
            kind=kind,
            key=f"{kind}:{incident.pk}:{entry}",
            subject=incident.subject,
            args={"entry": entry, "message": message},
            behind=key(place, incident),
            priority=priority,
        )
        for priority, (kind, place) in enumerate(places.items(), start=40)
    ]
    outbox.add_all(posts)


def _channel_of(incident: Incident) -> list[int]:
    return list(outbox.ids_of(key(CHANNEL, incident)).values())


def answer_mention(
    *, channel: str, slack_id: str, ts: str, thread: str, text: str
) -> None:
    """Offer who mentioned the bot what fits; once for the message."""
    outbox.add(
        kind=MENTIONED,
        key=f"{MENTIONED}:{channel}:{ts}",
        subject=MENTIONED,
        args={
            "channel": channel,
            "user": slack_id,
            "thread": thread,
            "text": text[:MENTION_LIMIT],
        },
        priority=5,
    )
