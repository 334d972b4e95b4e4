"""Following an incident from outside its channel: who does, and telling them."""

from django.db import connection, transaction

from incidents.people.models import Person
from incidents.prepared import Prepared
from incidents.record import privacy
from incidents.record import services as record
from incidents.record.models import Incident
from incidents.record.over import refuse_merged
from incidents.updates import effects, queries
from incidents.updates.models import Subscription
from incidents.values import Mistake, Status

Way = Subscription.Way
OVER = (Status.CLOSED, Status.DECLINED, Status.MERGED)


@transaction.atomic
def subscribe(*, incident: Incident, by: Person, way: str) -> Subscription:
    """Tell this person of every update and change from now on. Raises Mistake."""
    incident = record.lock(incident)
    refuse_merged(incident, by=by)
    if incident.status in OVER:
        label = incident.get_status_display().lower()
        raise Mistake(f"{incident.reference} is {label}: there is nothing to follow.")
    if not queries.may_follow(incident=incident, person=by):
        raise Mistake(f"Guests cannot follow {incident.reference}.")
    subscription, _ = Subscription.objects.update_or_create(
        incident=incident, person=by, defaults={"way": _way(way, by)}
    )
    if subscription.way == Way.DM:
        effects.follow(incident, [by.pk])
    else:
        effects.followed_no_more(incident, [by.pk])
    return subscription


def _way(way: str, person: Person) -> str:
    if way not in Way.values:
        raise Mistake(f"There is no way “{way[:40]}”: choose dm or email.", field="way")
    if way == Way.EMAIL and not queries.sends_email():
        raise Mistake(
            "This Muster sends no e-mail: its admin can set EMAIL_URL. Choose Slack.",
            field="way",
        )
    if way == Way.EMAIL and not queries.email_of(person):
        raise Mistake(
            "Slack does not tell Muster your e-mail address. Choose Slack.", field="way"
        )
    return way


@transaction.atomic
def unsubscribe(*, incident: Incident, by: Person) -> None:
    """Tell this person no more. Raises Mistake when they do not follow it."""
    incident = record.lock(incident)
    if not drop(incident=incident, person_id=by.pk):
        raise Mistake(f"You do not follow {incident.reference}.")


@transaction.atomic
def drop(*, incident: Incident, person_id: int) -> bool:
    """End a subscription, whoever ends it; False when there was none."""
    count, _ = Subscription.objects.filter(incident=incident, person=person_id).delete()
    effects.followed_no_more(incident, [person_id])
    return bool(count)


def drop_unseen(*, incident: Incident) -> None:
    """It is private now: end the subscriptions of who may not know of it any more."""
    inside = {person.pk for person in privacy.insiders(incident)}
    followers = incident.subscriptions.order_by("pk").values_list("person", flat=True)
    gone = [person for person in followers if person not in inside]
    incident.subscriptions.filter(person__in=gone).delete()
    effects.followed_no_more(incident, gone)


# Asked by hand at each change, for people wait while it is made.
_WAYS = Prepared("""
SELECT person_id, way FROM incidents_subscription WHERE incident_id = %s ORDER BY id
""")


def tell(*, incident: Incident, entry: int, message: str, by: Person | None) -> None:
    """Tell every follower of a line of the timeline, but not who wrote it.

    Whether they may still know of the incident is looked at when it is sent.
    """
    with connection.cursor() as cursor:
        cursor.execute(_WAYS, [incident.pk])
        ways = dict(cursor.fetchall())
    slack = [person for person, way in ways.items() if way == Way.DM]
    mail = [person for person, way in ways.items() if way == Way.EMAIL]
    author = by.pk if by else None
    effects.follow(incident, slack)  # the author's own shows how it stands now
    effects.tell(
        incident,
        in_slack=[person for person in slack if person != author],
        by_email=[person for person in mail if person != author],
        entry=entry,
        message=message,
    )
