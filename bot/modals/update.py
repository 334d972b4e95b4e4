"""The form that tells how an incident stands, and may move it along."""

from datetime import UTC, datetime, timedelta

from bot import blockkit
from bot.answers import Answer, Done, Open, View
from bot.asks import Ask
from bot.messages import choices, guides, words
from bot.mrkdwn import span
from bot.registry import Modal
from incidents.catalog import queries as catalog
from incidents.catalog.models import SeverityRule
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.response.updating import publish_update
from incidents.updates import services as updates
from incidents.updates.cadence import cadence
from incidents.updates.values import Update
from incidents.values import TEXT_LIMIT, Mistake, Status

# What was chosen already when the form opened: somebody else may change it meanwhile.
SAME = "same"
CADENCE = "cadence"
NONE = "none"
MINUTES = (15, 30, 60, 120, 240, 480, 1440)


def view(incident: Incident, rule: SeverityRule | None = None) -> View:
    """`rule` is what the incident's severity asks for; without one, nothing."""
    rule = rule or SeverityRule(severity=incident.severity)
    told = blockkit.field(
        "How does it stand?",
        blockkit.text_input(
            "text",
            limit=TEXT_LIMIT,
            placeholder="What is known, what is being done, when you tell more",
            multiline=True,
            focus=True,
        ),
        hint=_audience(incident),
    )
    return blockkit.modal(
        f"Update {incident.reference}"[: blockkit.TITLE],
        [
            blockkit.plain_section(incident.title),
            told,
            *guides.beside("communication"),
            _status(incident),
            _severity(incident),
            *_next(incident, rule),
        ],
        callback_id="incident_update",
        submit="Publish",
        incident=incident.pk,
    )


def opened(incident: Incident, *, person: Person) -> Open:
    """The form. Raises Mistake when the incident takes no updates."""
    updates.check(incident, by=person)
    return Open(view(incident, catalog.rule(incident.severity)))


def _audience(incident: Incident) -> str:
    if incident.is_private:
        return "Posted in its private channel, and shown on its card."
    return "Posted in its channel and under its announcement, and shown on its card."


def _status(incident: Incident) -> blockkit.Option:
    closed = Status.CLOSED.value  # what is closed takes no updates
    following = [o for o in choices.next_statuses(incident) if o["value"] != closed]
    chosen = SAME
    if incident.status == Status.TRIAGE:
        chosen = Status.INVESTIGATING.value
        hint = "Writing about it accepts it."
    else:
        following.insert(0, blockkit.option(f"{words.status(incident)} (as now)", SAME))
        hint = ""
    menu = blockkit.select("status", following, placeholder="Status", chosen=chosen)
    return blockkit.field("Status", menu, hint=hint)


def _severity(incident: Incident) -> blockkit.Option:
    label = words.severity(incident)
    offered = [blockkit.option(f"{label} (as now)", SAME)]
    offered += [o for o in choices.severities() if o["value"] != incident.severity]
    menu = blockkit.select("severity", offered, placeholder="Severity", chosen=SAME)
    return blockkit.field("Severity", menu)


def _next(incident: Incident, rule: SeverityRule) -> list[blockkit.Option]:
    """When the next update is due; not asked once it is over."""
    if not incident.is_open:
        return []
    offered = [
        blockkit.option(f"As its severity asks ({_asks(rule)})", CADENCE),
        *(blockkit.option(f"In {_length(m)}", str(m)) for m in MINUTES),
        blockkit.option("No further update is planned", NONE),
    ]
    menu = blockkit.select("next", offered, placeholder="When", chosen=CADENCE)
    at = {"type": "datetimepicker", "action_id": "at"}
    return [
        blockkit.field(
            "Next update due",
            menu,
            hint="Whoever leads it is reminded when it is late.",
        ),
        blockkit.field(
            "Or at a time", at, optional=True, hint="It counts instead of the above."
        ),
    ]


def _asks(rule: SeverityRule) -> str:
    every = cadence(rule)
    name = rule.severity or "not set"
    return f"{name}: in {span(every)}" if every else f"{name}: none"


def _length(minutes: int) -> str:
    return span(timedelta(minutes=minutes))


def submit(ask: Ask) -> Answer:
    publish_update(
        incident=ask.the_incident, update=_read(ask), by=ask.person, now=ask.now
    )
    return Done()


def _read(ask: Ask) -> Update:
    """What the form holds. Raises Mistake."""
    chosen = {name: str(ask.values.get(name) or "") for name in ask.values}
    severity, status = chosen.get("severity", ""), chosen.get("status", "")
    after, at = chosen.get("next", "") or CADENCE, chosen.get("at", "")
    return Update(
        text=chosen.get("text", ""),
        status="" if status == SAME else status,
        severity="" if severity == SAME else severity,
        as_severity_asks=after == CADENCE and not at,
        next_at=_next_at(after, at, ask.now),
    )


def _next_at(after: str, at: str, now: datetime) -> datetime | None:
    if at:
        if not at.isdecimal() or len(at) > 10:
            raise Mistake("This is no time: choose another.", field="at")
        return datetime.fromtimestamp(int(at), UTC)
    return now + timedelta(minutes=int(after)) if after.isdecimal() else None


MODAL = Modal(callback_id="incident_update", submit=submit, needs_incident=True)
