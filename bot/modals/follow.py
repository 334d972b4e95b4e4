"""The form that asks how a person wants to follow an incident."""

from bot import blockkit
from bot.answers import Answer, Open, Say, View
from bot.asks import Ask
from bot.messages import follows
from bot.registry import Modal
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.updates import following, queries
from incidents.updates.models import Subscription

Way = Subscription.Way
STOP = "stop"


def view(incident: Incident, *, email: str, way: str) -> View:
    """`email` is where the person is reached, or empty; `way` how they follow now."""
    options = [
        blockkit.option(
            "Slack message", Way.DM.value, "One message, with the updates in its thread"
        )
    ]
    if email:
        options.append(blockkit.option("E-mail", Way.EMAIL.value, f"To {email}"))
    if way:
        options.append(blockkit.option("Stop following", STOP))
    chosen = blockkit.field(
        "How do you want to be told?",
        blockkit.radio("way", options, chosen=way or Way.DM.value),
        hint="Of each update, change of severity or status, and when it is over.",
    )
    return blockkit.modal(
        f"Follow {incident.reference}"[: blockkit.TITLE],
        [blockkit.plain_section(incident.title), chosen],
        callback_id="incident_follow",
        submit="Save" if way else "Follow",
        incident=incident.pk,
    )


def opened(incident: Incident, person: Person) -> Answer:
    """The form; where there is nothing to choose, the person follows it at once.
    Raises Mistake.
    """
    found = queries.subscription(incident=incident, person=person)
    email = queries.email_of(person) if queries.sends_email() else ""
    if found is None and not email:
        return follow(incident, person, Way.DM.value)
    return Open(view(incident, email=email, way=found.way if found else ""))


def follow(incident: Incident, person: Person, way: str) -> Say:
    """Raises Mistake."""
    subscription = following.subscribe(incident=incident, by=person, way=way)
    return follows.begun(subscription, address=queries.email_of(person))


def submit(ask: Ask) -> Answer:
    way = str(ask.values.get("way") or "")
    if way == STOP:
        following.unsubscribe(incident=ask.the_incident, by=ask.person)
        return follows.ended(ask.the_incident)
    return follow(ask.the_incident, ask.person, way)


MODAL = Modal(callback_id="incident_follow", submit=submit, needs_incident=True)
