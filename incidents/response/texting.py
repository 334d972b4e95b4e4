"""What somebody writes back by SMS. Front ends call this."""

import re
from datetime import datetime

from django.db.models import QuerySet

from incidents.contacts import queries as contacts
from incidents.contacts import services as methods
from incidents.escalation import services as escalation
from incidents.escalation.models import Page
from incidents.people.models import Person
from incidents.record import queries
from incidents.record.models import Incident
from incidents.response import verbs
from incidents.response.paging import NAMED, acknowledge
from incidents.values import Mistake

HOW_SMS = "Answer ACK 12 to acknowledge INC-12, or RES 12 to resolve it."
ALL = "all"
_SMS = re.compile(
    r"(ack|acknowledge|res|resolve)\W*(?:inc\W*)?(\d{1,18}|all)?", re.IGNORECASE
)


def reply(*, sender: str, text: str, now: datetime) -> str:
    """What an SMS from this number (E.164) is answered. ACK and RES may leave the
    number out while only one page of theirs is open. STOP and START are kept.
    """
    word = text.strip().lower()
    if word in ("stop", "stopall", "unsubscribe", "cancel", "end", "quit"):
        methods.stop_sms(number=sender, now=now)
        return ""  # the vendor answers STOP itself, and sends nothing after it
    if word in ("start", "unstop", "yes"):
        methods.start_sms(number=sender)
        return "Muster sends you SMS again."
    person = contacts.whose(sender)
    if person is None:
        return "Muster does not know this number."
    found = _SMS.fullmatch(word)
    if found is None:
        return f"Muster did not understand. {HOW_SMS}"
    try:
        return _replied(found, person, now)
    except Mistake as mistake:
        return mistake.message


def _replied(found: re.Match[str], person: Person, now: datetime) -> str:
    if found[2] == ALL:
        return _all_of(person, found[1], now)
    incident = _meant(found[2], person)
    if found[1].startswith("ack"):
        acknowledge(incident=incident, by=person, now=now)
        return f"{incident.reference} is acknowledged by you."
    verbs.resolve(incident=incident, by=person, now=now)
    return f"{incident.reference} is resolved."


def _all_of(person: Person, verb: str, now: datetime) -> str:
    """Raises Mistake when nothing of theirs is open, or for RES: one by one."""
    if not verb.startswith("ack"):
        raise Mistake("Incidents are resolved one by one: answer RES 12.")
    found = list(_open_pages_of(person).order_by("pk"))
    if not found:
        raise Mistake(f"You are paged for nothing that is open. {HOW_SMS}")
    for incident in found:
        acknowledge(incident=incident, by=person, now=now)
    names = ", ".join(each.reference for each in found[:NAMED])
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return f"Acknowledged by you: {names}{more}."


def _open_pages_of(person: Person) -> QuerySet[Incident]:
    """What they are paged for and nobody has ended."""
    pages = Page.objects.filter(person=person, status__in=escalation.OUT)
    ids = pages.exclude(incident=None).values("incident")
    return Incident.objects.filter(pk__in=ids).open()


def _meant(number: str | None, person: Person) -> Incident:
    """Raises Mistake unless it is clear, and known to them."""
    if number:
        return queries.find(int(number), by=person)
    still = _open_pages_of(person)
    if still.count() != 1:
        raise Mistake(f"Which one? {HOW_SMS}")
    return still.get()
