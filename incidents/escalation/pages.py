"""What becomes of a page, as its sender and its engine report it.

Each of these may be told twice, late, or in the wrong order: a page never goes back.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from incidents import bulk, rows
from incidents.contacts.models import Way
from incidents.escalation import asking, bundling, next_ways, telling
from incidents.escalation.models import Page, Run
from incidents.escalation.values import Outgoing, Told
from incidents.outbox.values import Claim, ProviderError
from incidents.prepared import Prepared
from incidents.record import services as record
from incidents.record.models import Entry, Incident

Status = Page.Status
# The further a page is, the higher; equal ranks end it, in whichever way came first.
RANKS = {
    Status.WAITING: 0,
    Status.QUEUED: 1,
    Status.SENT: 2,
    Status.RINGING: 3,
    Status.ANSWERED: 4,
    Status.DELIVERED: 5,
    Status.BUSY: 6,
    Status.NO_ANSWER: 6,
    Status.VOICEMAIL: 6,
    Status.FAILED: 6,
    Status.CANCELLED: 6,
    Status.ACKNOWLEDGED: 7,
}
# Should an engine not report by then, it is asked.
CHECK_AFTER = timedelta(seconds=30)
REPORTED = (Way.CALL, Way.SMS)
PRIVATE = "A private incident"


def sendable(page_id: int, *, claim: Claim, now: datetime) -> Outgoing | None:
    """What goes out, or None when it is not wanted any more: somebody has it, it is
    over, or it went already. Raises ProviderError, with when to come back, while it
    waits to be told together with others.
    """
    found = _sendable(page_id, claim, now)
    if isinstance(found, datetime):
        wait = max(1.0, (found - now).total_seconds())
        raise ProviderError("Waits to be told with others", retry_after=wait)
    return found


@transaction.atomic
def _sendable(page_id: int, claim: Claim, now: datetime) -> Outgoing | datetime | None:
    page = _held(page_id)
    if page is None or page.status != Status.QUEUED or not _wanted(page):
        return None
    until = bundling.wait_of(page, in_doubt=claim.in_doubt, now=now)
    if until is not None:
        _hold(page, until, now)
        return until
    if claim.in_doubt and not page.is_extra:
        page.is_extra = True
        page.save(update_fields=["is_extra"])
    return outgoing(page)


def _hold(page: Page, until: datetime, now: datetime) -> None:
    """Told once: they were rung a moment ago."""
    if page.held_until is None and page.told_by is None:
        wait = telling.minutes(timedelta(seconds=round((until - now).total_seconds())))
        way = telling.way_of(page)
        text = (
            f"The {way} to {page.name} waits {wait}: another one went a moment ago, "
            "and what comes meanwhile is told together"
        )
        _say(page, text, now)
    page.held_until = until
    bulk.update([page], ["held_until"])


def _held(page_id: int) -> Page | None:
    """The page as it is now, with the incidents it is about, all held: these first."""
    bundling.hold(page_id)
    page = rows.one(Page, "WHERE id = %s FOR NO KEY UPDATE", [page_id])
    if page is not None:
        rows.join([page], "run", "incident")
    return page


_PERSON = Prepared("SELECT person_id FROM incidents_page WHERE id = %s")


def person_of(page_id: int) -> int | None:
    """Whom it asks, by their id; None for a contact, who is nobody of ours."""
    with connection.cursor() as cursor:
        cursor.execute(_PERSON, [page_id])
        found: tuple[int | None] | None = cursor.fetchone()
    return found[0] if found else None


def _wanted(page: Page) -> bool:
    if page.run is not None:
        return page.run.status == Run.Status.RUNNING
    return page.incident is None or page.incident.is_open


def outgoing(page: Page) -> Outgoing:
    """A page as its sender needs it; a private incident is named to people alone."""
    incident = page.incident
    if incident is not None:
        rows.join([incident], "service")
    service = incident.service if incident else None
    if service is not None:
        rows.join([service], "team")
    rows.join([page], "person", "contact")
    title = incident.title if incident else "A test of how you are reached"
    if incident is not None and incident.is_private and page.person is None:
        title = PRIVATE
    zone = page.person or page.contact
    more = bundling.further(page) if page.bundled else ()
    return Outgoing(
        page=page.pk,
        incident=incident.pk if incident else 0,
        way=page.way,
        method=page.method_id,
        person=page.person_id,
        contact=page.contact_id,
        name=page.name,
        reference=incident.reference if incident else "",
        title=title,
        severity=incident.severity if incident else "",
        service=service.name if service else "",
        team=service.team.name if service else "",
        text=page.text,
        language="en",
        zone=zone.timezone if zone else "UTC",
        is_extra=page.is_extra,
        vendor_id=page.vendor_id,
        bundled=tuple(
            _told(each.incident, is_known=each.person is not None)
            for each in more
            if each.incident is not None
        ),
    )


def _told(incident: Incident, *, is_known: bool) -> Told:
    hidden = incident.is_private and not is_known
    return Told(
        incident=incident.pk,
        reference=incident.reference,
        title=PRIVATE if hidden else incident.title,
        severity=incident.severity,
        service=incident.service.name if incident.service and not hidden else "",
    )


@transaction.atomic
def sent(page_id: int, *, engine: str, vendor_id: str, now: datetime) -> bool:
    """An engine took it. Answers whether it is wanted still: if not, hang up."""
    page = _held(page_id)
    if page is None:
        return False
    also = [each for each in _also(page) if each.status == Status.QUEUED]
    if page.status in (Status.WAITING, Status.QUEUED) or any(map(_wanted, also)):
        page.status, page.ended_at = Status.SENT, None
    page.engine, page.vendor_id = engine[:40], vendor_id[:80]
    page.sent_at = page.sent_at or now
    if page.way in REPORTED and RANKS[Status(page.status)] < RANKS[Status.BUSY]:
        page.check_at = now + CHECK_AFTER
    fields = ["status", "ended_at", "engine", "vendor_id", "sent_at", "check_at"]
    bulk.update([page], fields)
    if page.is_extra:
        _say(page, telling.outcome(page), now)
    _sent_also(page, also, now)
    return page.status != Status.CANCELLED


_LOST = Prepared("""
SELECT EXISTS (
    SELECT FROM incidents_page WHERE id = %s AND vendor_id = '' AND ended_at IS NULL
)
""")


def known(page_id: int, *, engine: str, vendor_id: str, now: datetime) -> None:
    """Its vendor tells of a page that its sender could not keep as sent, having died
    after the call: it is asked about and taken back like any other.
    """
    if not rows.is_so(_LOST, [page_id]):  # most are kept, and their rows held
        return
    lost = Page.objects.filter(pk=page_id, vendor_id="", ended_at=None)
    lost.update(
        engine=engine[:40],
        vendor_id=vendor_id[:80],
        sent_at=now,
        check_at=now + CHECK_AFTER,
    )


def _also(page: Page) -> list[Page]:
    """The pages that it tells of; these are few, and mostly there are none."""
    return bundling.told(page) if page.bundled else []


def _sent_also(page: Page, also: Sequence[Page], now: datetime) -> None:
    """What is told in one call, or SMS, is on its way with it."""
    for each in also:
        each.status, each.engine, each.sent_at = Status.SENT, page.engine, now
        each.save(update_fields=["status", "engine", "sent_at"])
    asking.let_go(each.pk for each in also)
    if also:
        for each in (page, *also):
            _say(each, telling.together(each, len(also) + 1), now)


@transaction.atomic
def failed(page_id: int, *, code: str, text: str, now: datetime) -> bool:
    """It could not be sent, for good: the next way follows, of what it tells of too.
    False when it was over.
    """
    page = _held(page_id)
    if page is None:
        return False
    going = [each for each in (page, *_also(page)) if _before(each, Status.FAILED)]
    for each in going:
        _move(each, Status.FAILED, code=code, text=text, now=now)
    asking.let_go(each.pk for each in going if each.told_by_id)
    return bool(going)


def _before(page: Page, wanted: Page.Status) -> bool:
    return RANKS[Status(page.status)] < RANKS[wanted]


@transaction.atomic
def report(
    page_id: int,
    *,
    status: str,
    code: str,
    sequence: int,
    now: datetime,
    text: str = "",
) -> bool:
    """Where an engine says it is, and with it what it tells of. `sequence` counts its
    reports; a smaller or equal one comes late. Answers whether anything changed.
    """
    wanted = Status(status)
    if not _is_news(page_id, wanted, sequence):
        return False
    page = _held(page_id)
    if page is None or sequence <= page.sequence:
        return False
    also = [each for each in _also(page) if _before(each, wanted)]
    if not (also or _before(page, wanted)):
        return False
    own, page.sequence = _before(page, wanted), sequence
    if own:
        _move(page, wanted, code=code, text=text, now=now)
    else:
        page.save(update_fields=["sequence"])
    for each in also:
        # Whoever takes a call back means the incident that it was placed for.
        lost = wanted == Status.CANCELLED and _wanted(each)
        _move(each, Status.FAILED if lost else wanted, code=code, text=text, now=now)
    return True


def _is_news(page_id: int, wanted: Page.Status, sequence: int) -> bool:
    """Looked at before anything is held: a page never goes back, and what it tells of
    is settled before its engine hears of it.
    """
    page = rows.one(Page, "WHERE id = %s", [page_id])
    if page is None or sequence <= page.sequence:
        return False
    return bool(page.bundled) or _before(page, wanted)


def _move(
    page: Page, wanted: Page.Status, *, code: str, text: str, now: datetime
) -> None:
    page.status, page.code, page.outcome = wanted, code[:40], text[:300]
    over = RANKS[wanted] >= RANKS[Status.DELIVERED]
    page.ended_at = now if over else None
    if over:
        page.check_at = None
    fields = ["status", "code", "outcome", "sequence", "ended_at", "check_at"]
    bulk.update([page], fields)
    if wanted != Status.RINGING:
        _say(page, telling.outcome(page), now)
    if wanted in next_ways.MISSED and page.incident is not None and _wanted(page):
        next_ways.follow(page, now)
    if page.incident_id is not None:
        asking.show([page.incident_id])


def _say(page: Page, text: str, now: datetime) -> None:
    if page.incident is None:
        return
    record.add_entry(
        incident=page.incident,
        kind=Entry.Kind.PAGE,
        text=text,
        at=now,
        by=None,
        data={"page": page.pk, "status": page.status, "code": page.code},
    )


def to_check(now: datetime, *, limit: int = 100) -> list[Page]:
    """Pages that an engine should have reported on by now, for it to be asked."""
    silent = Page.objects.filter(check_at__lte=now).order_by("check_at")
    return list(silent[:limit])


def checked(page_id: int, *, until: datetime | None) -> None:
    """Asked; to be asked again at `until`, or not at all."""
    Page.objects.filter(pk=page_id).update(check_at=until)
