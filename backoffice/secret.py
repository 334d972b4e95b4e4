"""A service's key on a page: hidden until somebody asks, and that is noted."""

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from incidents.catalog import service_keys
from incidents.catalog.models import Service, ServiceKey
from incidents.heartbeats import services as heartbeats
from incidents.heartbeats.models import Heartbeat
from incidents.oncall import feeds
from incidents.oncall.models import Schedule
from incidents.people.models import Person

_WIDGET = (
    '<span class="secret" data-secret="{url}">'
    '<code data-start="{start}…">{start}…</code>'
    '<button type="button" data-show aria-pressed="false"'
    ' aria-label="Show the key {start}…" title="Show">'
    '<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" fill="none"'
    ' stroke="currentColor" stroke-width="2"><path d="M2 12s4-7 10-7 10 7 10 7-4 7-10'
    ' 7S2 12 2 12z"/><circle cx="12" cy="12" r="3"/></svg></button>'
    '<button type="button" data-copy aria-label="Copy the key {start}…">Copy</button>'
    '<span class="told" role="status"></span></span>'
)


def hidden(key: ServiceKey) -> SafeString:
    """How it begins, an eye and a copy button; the page has no more of the key."""
    url = reverse("web:service_key_reveal", args=[key.pk])
    return format_html(_WIDGET, url=url, start=key.start)


def hidden_address(heartbeat: Heartbeat) -> SafeString:
    """As `hidden`, for the address that a heartbeat is heard at."""
    url = reverse("web:heartbeat_reveal", args=[heartbeat.pk])
    return format_html(_WIDGET, url=url, start=f"{settings.PUBLIC_URL}/heartbeats/")


def hidden_shifts(schedule: Schedule | None) -> SafeString:
    """As `hidden`, for the calendar of a schedule or, without one, of the viewer."""
    url = reverse("web:oncall_reveal_own")
    if schedule is not None:
        url = reverse("web:oncall_reveal", args=[schedule.pk])
    return format_html(_WIDGET, url=url, start=calendar_address(""))


def calendar_address(token: str) -> str:
    """Where a calendar reads shifts; without a token how all of them begin."""
    start = f"{settings.PUBLIC_URL}/calendars/"
    return f"{start}{token}.ics" if token else start


def reveal_shifts(*, schedule: Schedule, by: Person) -> str:
    """The token of a schedule's calendar; who asked is in the schedule's history."""
    _note(schedule, by=by, text="Revealed the address of its calendar")
    return feeds.schedule_token(schedule=schedule)


def renew_shifts(*, schedule: Schedule, by: Person) -> None:
    """Another address for a schedule's calendar; that is in its history too."""
    _note(schedule, by=by, text="Gave its calendar another address")
    feeds.schedule_token(schedule=schedule, anew=True)


def reveal(*, key: ServiceKey, by: Person) -> str:
    """The key itself; who asked is in the service's history before it is shown."""
    note(service=key.service, by=by, text=f"Revealed the key {key}")
    return service_keys.secret_of(key)


def reveal_address(*, heartbeat: Heartbeat, by: Person) -> str:
    """The address itself; who asked is in the service's history, as for a key."""
    text = f"Revealed the address of the heartbeat {heartbeat}"
    note(service=heartbeat.service, by=by, text=text)
    return f"{settings.PUBLIC_URL}/heartbeats/{heartbeats.token_of(heartbeat)}"


def note(*, service: Service, by: Person, text: str) -> None:
    """A line in the service's history in the back-office."""
    _note(service, by=by, text=text)


def _note(about: Model, *, by: Person, text: str) -> None:
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(about),
        object_id=str(about.pk),
        object_repr=str(about)[:200],
        action_flag=CHANGE,
        change_message=text,
    )
