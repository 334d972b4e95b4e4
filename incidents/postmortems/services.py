"""Writing a post-mortem: one draft, edits that overwrite nobody's, publishing."""

from datetime import datetime, timedelta

from django.db import transaction

from incidents.channels import queries as channels
from incidents.people.models import Person
from incidents.postmortems.models import Postmortem, Revision
from incidents.postmortems.values import Conflict
from incidents.record import effects
from incidents.record import services as record
from incidents.record.models import Entry, Incident
from incidents.values import Mistake, Status, clean_text

TEXT_MOST = 100_000
# What one person saves within this time of their last save is one revision.
SITTING = timedelta(minutes=10)


@transaction.atomic
def create(
    *, incident: Incident, text: str, by: Person | None, now: datetime
) -> tuple[Postmortem, bool]:
    """The incident's post-mortem, and whether it is new: then it begins with `text`.

    Raises Mistake while the incident is open, or when there is nothing to tell.
    """
    incident = record.lock(incident)
    known = Postmortem.objects.filter(incident=incident).first()
    if known is not None:
        return known, False
    _may_write(by)
    _is_over(incident)
    made = Postmortem.objects.create(
        incident=incident, text=_clean(text), created_by=by, created_at=now
    )
    Revision.objects.create(
        postmortem=made, version=made.version, text=made.text, by=None, at=now
    )
    _tell(made, "Post-mortem: a draft is made", "created", by=by, now=now)
    return made, True


@transaction.atomic
def edit(
    *, postmortem: Postmortem, text: str, version: int, by: Person, now: datetime
) -> Postmortem:
    """Save a text that was made of this version.

    Raises Conflict, with the other text, when somebody else saved meanwhile.
    """
    _may_write(by)
    postmortem = _lock(postmortem)
    text = _clean(text)
    if text == postmortem.text:
        return postmortem
    if version != postmortem.version:
        raise _conflict(postmortem)
    return _save(postmortem, text, by=by, now=now, sitting=SITTING)


@transaction.atomic
def restore(
    *, postmortem: Postmortem, revision: int, version: int, by: Person, now: datetime
) -> Postmortem:
    """Bring an earlier text back, as a new version; what it replaces is kept.

    Raises Conflict when somebody saved after `version`, and Mistake.
    """
    _may_write(by)
    postmortem = _lock(postmortem)
    if version != postmortem.version:
        raise _conflict(postmortem)
    found = postmortem.revisions.filter(version=revision).first()
    if found is None:
        raise Mistake(f"There is no version {revision}.", field="revision")
    if found.text == postmortem.text:
        raise Mistake(f"Version {revision} is what it says now.", field="revision")
    return _save(postmortem, found.text, by=by, now=now, sitting=timedelta())


@transaction.atomic
def publish(*, postmortem: Postmortem, by: Person, now: datetime) -> Postmortem:
    """Let it count: who follows the incident is told once. Raises Mistake."""
    _may_write(by)
    record.lock(postmortem.incident)
    postmortem = _lock(postmortem)
    if postmortem.status == Postmortem.Status.PUBLISHED:
        raise Mistake(f"{_name(postmortem)} is published already.")
    first = postmortem.published_at is None
    postmortem.status = Postmortem.Status.PUBLISHED
    postmortem.published_at = now
    postmortem.save(update_fields=["status", "published_at"])
    entry = _tell(
        postmortem, "Post-mortem: it is published", "published", by=by, now=now
    )
    if first:
        effects.tell(postmortem.incident, entry=entry, message="postmortem")
    return postmortem


@transaction.atomic
def unpublish(*, postmortem: Postmortem, by: Person, now: datetime) -> Postmortem:
    """Make it a draft again, without telling everybody. Raises Mistake."""
    _may_write(by)
    record.lock(postmortem.incident)
    postmortem = _lock(postmortem)
    if postmortem.status == Postmortem.Status.DRAFT:
        raise Mistake(f"{_name(postmortem)} is a draft already.")
    postmortem.status = Postmortem.Status.DRAFT
    postmortem.save(update_fields=["status"])
    _tell(postmortem, "Post-mortem: it is a draft again", "withdrawn", by=by, now=now)
    return postmortem


def _save(
    postmortem: Postmortem,
    text: str,
    *,
    by: Person,
    now: datetime,
    sitting: timedelta,
) -> Postmortem:
    """A new version; the revision of the same sitting grows with it."""
    last = postmortem.revisions.first()
    postmortem.text, postmortem.edited_at = text, now
    postmortem.version += 1
    postmortem.save(update_fields=["text", "edited_at", "version"])
    if last and last.by_id == by.pk and timedelta() <= now - last.at < sitting:
        last.version, last.text = postmortem.version, text
        last.save(update_fields=["version", "text"])
    else:
        Revision.objects.create(
            postmortem=postmortem, version=postmortem.version, text=text, by=by, at=now
        )
    return postmortem


def _conflict(postmortem: Postmortem) -> Conflict:
    last = postmortem.revisions.select_related("by").first()
    who = last.by.name if last and last.by else "Somebody"
    return Conflict(version=postmortem.version, text=postmortem.text, who=who)


def _lock(postmortem: Postmortem) -> Postmortem:
    rows = Postmortem.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("incident").get(pk=postmortem.pk)


def _tell(
    postmortem: Postmortem, text: str, event: str, *, by: Person | None, now: datetime
) -> int:
    incident = postmortem.incident
    entry = record.add_entry(
        incident=incident,
        kind=Entry.Kind.POSTMORTEM,
        text=text,
        at=now,
        by=by,
        data={"event": event, "version": postmortem.version},
    )
    effects.show(incident)
    return entry


def _is_over(incident: Incident) -> None:
    if incident.is_open:
        raise Mistake(
            f"{incident.reference} is still open: resolve it first, so that its "
            "post-mortem tells how it ended."
        )
    if incident.status in (Status.DECLINED, Status.MERGED):
        label = incident.get_status_display().lower()
        raise Mistake(f"{incident.reference} is {label}: it needs no post-mortem.")


def _may_write(by: Person | None) -> None:
    if by is not None and channels.is_guest(by):
        raise Mistake("Guests of the workspace do not write post-mortems.")


def _clean(text: str) -> str:
    """Browsers send lines that end in CR LF."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return clean_text(lines, field="text", limit=TEXT_MOST)


def _name(postmortem: Postmortem) -> str:
    return f"The post-mortem of {postmortem.incident.reference}"
