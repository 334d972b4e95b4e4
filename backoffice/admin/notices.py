"""What an admin should know at a glance: what is missing, late or failing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django_celery_beat.models import PeriodicTask

from bot import registry
from incidents.auditing import queries as auditing
from incidents.channels import queries as channels
from incidents.channels import syncing
from incidents.channels.models import (
    TAG_ANNOUNCEMENTS,
    Conversation,
    SyncRun,
    UserGroup,
)
from incidents.oncall import gaps
from incidents.oncall.models import Gap
from incidents.oncall.values import position_name
from incidents.people.zones import zone_called

# Beat that stands still shows once some syncs were left out; one that an admin planned
# by a crontab shows after days.
LEFT_OUT = 4
LATE = timedelta(days=8)
# So many gaps of schedules are named.
GAPS = 3


@dataclass(frozen=True)
class Notice:
    text: str
    url: str


def notices() -> list[Notice]:
    """Of Slack nothing before a workspace is connected, for then all is missing."""
    if channels.workspace() is None:
        return [*_troubles(), *_gaps()]
    return [*_troubles(), *_gaps(), *_announcements(), *_syncs(), *_groups()]


def open_gaps(request: HttpRequest) -> int:
    """How many positions nobody has now."""
    return sum(gap.told_at is not None for gap in gaps.coming(limit=100))


def troubles(request: HttpRequest) -> int:
    """How much of Muster does not work."""
    return len(auditing.standing(timezone.now()).troubles)


def _troubles() -> Iterator[Notice]:
    """What Muster found when it looked at itself (docs/auditor.md)."""
    found = auditing.standing(timezone.now())
    url = reverse("admin:incidents_trouble_changelist")
    if found.is_stale and found.looked_at is not None:
        ago = timesince(found.looked_at, timezone.now())
        text = f"Muster last looked at itself {ago} ago: does a worker run?"
        yield Notice(text, url)
    for each in found.troubles:
        yield Notice(each.text, url)
    if found.ping_error:
        yield Notice(f"Nobody outside hears of Muster: {found.ping_error}", url)


def failed_syncs(request: HttpRequest) -> int:
    """How many syncs failed when they ran last."""
    return sum(run.state == SyncRun.State.FAILED for run in syncing.latest().values())


def _announcements() -> Iterator[Notice]:
    url = reverse("admin:incidents_conversation_changelist")
    live = channels.tagged(TAG_ANNOUNCEMENTS)
    if not live:
        text = (
            "No incident is announced: no live channel has the tag "
            f"{TAG_ANNOUNCEMENTS}. Tag one under Conversations."
        )
        yield Notice(text, url)
    elif len(live) > 1:
        yield Notice(f"{one_of(live)} Take the tag from all but one.", url)


def one_of(live: Sequence[Conversation]) -> str:
    """Which of several channels with the tag is used, in two sentences."""
    others = ", ".join(str(each) for each in live[1:])
    return (
        f"Incidents are announced in one channel, the first by name: {live[0]}. "
        f"These have the tag {TAG_ANNOUNCEMENTS} too and are not used: {others}."
    )


def _syncs() -> Iterator[Notice]:
    now, runs, late = timezone.now(), syncing.latest(), _late()
    url = reverse("admin:incidents_syncrun_changelist")
    for name, sync in registry.syncs().items():
        run = runs.get(name)
        trouble = _trouble(run, now, late.get(f"tasks.syncs.{name}")) if run else ""
        if trouble:
            yield Notice(f"{sync.label}: {trouble}", url)


def _gaps() -> Iterator[Notice]:
    """Positions that nobody has, now or within a week; see docs/schedules.md."""
    url = reverse("admin:incidents_gap_changelist")
    found = gaps.coming(limit=GAPS + 1)
    for gap in found[:GAPS]:
        place = f"{position_name(gap.position)} of {gap.schedule}"
        text = f"Nobody is on call as {place} {_stretch(gap)}: {gap.reason}."
        yield Notice(text, url)
    if len(found) > GAPS:
        yield Notice("Further positions have nobody within a week.", url)


def _stretch(gap: Gap) -> str:
    zone = zone_called(gap.schedule.timezone)
    starts = f"from {gap.starts_at.astimezone(zone):%a %-d %b %H:%M}"
    if gap.ends_at is None:
        return f"{starts} on ({zone.key})"
    return f"{starts} to {gap.ends_at.astimezone(zone):%a %-d %b %H:%M} ({zone.key})"


def _late() -> dict[str, timedelta]:
    """When a sync is late, by its task; who is paused never is."""
    planned = PeriodicTask.objects.filter(enabled=True).select_related("interval")
    return {task.task: _patience(task) for task in planned}


def _patience(task: PeriodicTask) -> timedelta:
    if task.interval is None:
        return LATE
    every: timedelta = task.interval.schedule.run_every
    return LEFT_OUT * every


def _trouble(run: SyncRun, now: datetime, late: timedelta | None) -> str:
    if run.state == SyncRun.State.FAILED:
        return f"the last sync failed. {run.error}"
    if run.error:
        return f"the sync is hindered. {run.error}"
    if late is not None and now - run.progress_at > late:
        return f"last read {timesince(run.progress_at, now)} ago. Does beat run?"
    return ""


def _groups() -> list[Notice]:
    wrong = UserGroup.objects.exclude(problem="").order_by("handle")[:3]
    url = reverse("admin:incidents_usergroup_changelist")
    return [Notice(f"User group {group}: {group.problem}", url) for group in wrong]
