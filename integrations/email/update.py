"""What a follower reads of one line of the timeline, as plain text and HTML. Pure."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.html import escape, urlize

from incidents.people.models import Person
from incidents.people.zones import zone_of
from incidents.record.models import Entry, Incident
from incidents.updates import tokens
from incidents.values import Severity, Status, severity_label
from integrations.email.values import Mail
from integrations.email.wording import clock, plain

_HEADINGS = {
    Entry.Kind.UPDATE: "Update from {who}",
    Entry.Kind.RESOLVED: "Resolved by {who}",
    Entry.Kind.REOPENED: "Reopened by {who}",
    Entry.Kind.CLOSED: "Closed by {who}",
    Entry.Kind.ACCEPTED: "Accepted by {who}",
    Entry.Kind.DECLINED: "Declined by {who}",
    Entry.Kind.MERGED: "Merged by {who}",
}


def composed(
    incident: Incident,
    entry: Entry,
    person: Person,
    *,
    address: str,
    names: Mapping[str, str],
) -> Mail:
    """`address` is where `person` is reached, `names` whom the text mentions."""
    page = f"{settings.PUBLIC_URL}/incidents/{incident.pk}/"
    token = tokens.make(incident_id=incident.pk, person_id=person.pk)
    stop = f"{settings.PUBLIC_URL}/unfollow/{token}/"
    heading = _heading(entry)
    told = plain(entry.text, names)
    facts = _facts(incident, entry, person)
    foot = f"You get this because you follow {incident.reference}."
    text = "\n\n".join(
        [
            heading,
            told,
            "\n".join(facts),
            f"{incident.reference} {incident.title}\n{page}",
            f"-- \n{foot} Stop following: {stop}",
        ]
    )
    return Mail(
        to=formataddr((" ".join(person.name.split()), address)),
        subject=_subject(incident),
        text=text + "\n",
        html=_html(incident, heading, told, facts, page=page, foot=foot, stop=stop),
        headers=_headers(incident, entry, person, stop),
    )


def _heading(entry: Entry) -> str:
    who = entry.by.name if entry.by else "Muster"
    return _HEADINGS.get(Entry.Kind(entry.kind), "Changed by {who}").format(who=who)


def _subject(incident: Incident) -> str:
    """`[INC-12] SEV1 · Fixing: Checkout is down`."""
    state = Status(incident.status).label
    if incident.severity:
        state = f"{incident.severity} · {state}"
    return f"[{incident.reference}] {state}: {incident.title}"


def _facts(incident: Incident, entry: Entry, person: Person) -> list[str]:
    zone = zone_of(person)
    severity = severity_label(incident.severity)
    if before := (entry.data.get("severity") or {}).get("from"):
        severity = f"{severity} (was {Severity(before).value})"
    status = Status(incident.status).label
    if before := (entry.data.get("status") or {}).get("from"):
        status = f"{status} (was {Status(before).label.lower()})"
    facts = [f"Severity: {severity}", f"Status: {status}"]
    facts.append(f"Lead: {incident.lead.name if incident.lead else 'nobody'}")
    facts.append(f"Told: {clock(entry.at, zone)}")
    if due := entry.data.get("next_update_at"):
        at = datetime.fromisoformat(str(due))
        facts.append(f"Next update due: {clock(at, zone)}")
    return facts


def _headers(
    incident: Incident, entry: Entry, person: Person, stop: str
) -> dict[str, str]:
    """One Message-ID for an effect, however often it is sent; one thread an incident.

    Source: RFC 5322, 3.6.4; RFC 8058 for unsubscribing with one click.
    """
    host = urlsplit(settings.PUBLIC_URL).hostname or "muster"
    thread = f"<incident-{incident.pk}.{person.pk}@{host}>"
    return {
        "Message-ID": f"<incident-{incident.pk}.{entry.pk}.{person.pk}@{host}>",
        "In-Reply-To": thread,
        "References": thread,
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _html(
    incident: Incident,
    heading: str,
    told: str,
    facts: list[str],
    *,
    page: str,
    foot: str,
    stop: str,
) -> str:
    """Without images, styles of its own or anything to load."""
    paragraphs = urlize(told, autoescape=True).replace("\n", "<br>\n")
    listed = "<br>\n".join(escape(fact) for fact in facts)
    title = escape(f"{incident.reference} {incident.title}")
    return (
        "<!doctype html>\n"
        f"<p><strong>{escape(heading)}</strong></p>\n"
        f"<p>{paragraphs}</p>\n"
        f"<p>{listed}</p>\n"
        f'<p><a href="{escape(page)}">{title}</a></p>\n'
        f'<p><small>{escape(foot)} <a href="{escape(stop)}">Stop following</a></small>'
        "</p>\n"
    )
