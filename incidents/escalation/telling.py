"""What a run did, on the timeline and in words."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from incidents import bulk
from incidents.contacts.models import Way
from incidents.escalation.models import Page, Run
from incidents.escalation.values import Level
from incidents.record.models import Entry

TEXT_LIMIT = 3_000
NAMED = 8
# Within a sentence; a page has its way as a plain text.
WORDS: dict[str, str] = {
    Way.SLACK.value: "Slack message",
    Way.SMS.value: "SMS",
    Way.CALL.value: "phone call",
    Way.EMAIL.value: "e-mail",
}


def level_text(run: Run, level: Level, pages: Sequence[Page], next_in: str) -> str:
    """`Level 0 of “Payments”: paging Ana (Slack message, phone call in 5 min). ...`"""
    head = f"Level {level.number} of “{run.name}”"
    if level.repeated:
        head += f", round {level.repeated + 1}"
    said = ". ".join(level.reasons)
    if level.skipped:
        return f"{head} is left out. {said}"[:TEXT_LIMIT]
    does = [f"paging {people(pages)}"] if level.targets else []
    does += others(level)
    if not level.targets and level.gap and not next_in:
        does.append("nobody can be paged, so the next level is asked at once")
    what = "; ".join(does) or "it pages nobody"
    return f"{head}: {what}. {said}{next_in}"[:TEXT_LIMIT]


def others(level: Level) -> list[str]:
    """What a level does that reaches no person."""
    does = []
    if level.notices:
        does.append(f"telling {', '.join(each.name for each in level.notices)}")
    if level.severity:
        does.append(f"declaring {level.severity}")
    return does


def people(pages: Sequence[Page]) -> str:
    """Each by name with their ways: `Ana (Slack message, phone call in 5 min)`."""
    ways: dict[str, list[str]] = {}
    first = min((page.due_at for page in pages), default=None)
    for page in pages:
        later = page.due_at - first if first else timedelta()
        after = f" in {minutes(later)}" if later else ""
        ways.setdefault(page.name, []).append(f"{WORDS[page.way]}{after}")
    shown = [f"{name} ({', '.join(how)})" for name, how in list(ways.items())[:NAMED]]
    more = len(ways) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


def minutes(time: timedelta) -> str:
    """`5 min`, `90 s`."""
    seconds = int(time.total_seconds())
    return f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} s"


def level_entry(
    run: Run,
    level: Level,
    pages: Sequence[Page],
    *,
    wait: timedelta | None,
    at: datetime,
) -> Entry:
    """A line of the timeline, not written yet. A gap is trouble."""
    next_in = f". Next level in {minutes(wait)}" if wait else ""
    trouble = level.gap and not level.targets
    return bulk.new(
        Entry,
        incident_id=run.incident_id,
        kind=Entry.Kind.TROUBLE if trouble else Entry.Kind.PAGE,
        text=level_text(run, level, pages, next_in),
        at=at,
        data={
            "run": run.pk,
            "level": level.number,
            "round": level.repeated,
            "targets": [each.name for each in level.targets],
            "told": [each.name for each in level.notices],
            "reasons": list(level.reasons),
        },
    )


OUTCOMES = {
    Page.Status.SENT: "is on its way",
    Page.Status.RINGING: "rings",
    Page.Status.ANSWERED: "was answered, and no key pressed yet",
    Page.Status.DELIVERED: "was delivered",
    Page.Status.ACKNOWLEDGED: "was acknowledged",
    Page.Status.BUSY: "met a busy line",
    Page.Status.NO_ANSWER: "was not answered",
    Page.Status.VOICEMAIL: "reached a voicemail, which is no answer",
    Page.Status.FAILED: "failed",
}


def outcome(page: Page) -> str:
    """`The phone call to Ana was not answered (no-answer)`."""
    way = way_of(page)
    said = OUTCOMES.get(Page.Status(page.status), page.get_status_display().lower())
    extra = " (perhaps for the second time)" if page.is_extra else ""
    code = f" ({page.code})" if page.code else ""
    text = f": {page.outcome}" if page.outcome else ""
    return f"The {way} to {page.name} {said}{extra}{code}{text}"[:TEXT_LIMIT]


def way_of(page: Page) -> str:
    """`phone call`, `SMS`."""
    return WORDS[page.way]


def together(page: Page, count: int) -> str:
    """That it is one of several which one call, or SMS, tells of."""
    return f"The {way_of(page)} to {page.name} tells of {count} incidents together"
