"""The form that declares an incident. Only the title is needed."""

from collections.abc import Sequence

from bot import blockkit
from bot.answers import Answer, Block, Open, View
from bot.asks import Ask
from bot.messages import choices
from bot.modals import declared
from bot.registry import Modal
from incidents.catalog.models import Service
from incidents.lifecycle import declaring
from incidents.lifecycle.values import Declaration
from incidents.values import TEXT_LIMIT, TITLE_LIMIT


def view(*, services: Sequence[Service], title: str = "") -> View:
    """Of the services, the first 100 can be chosen."""
    blocks = [
        blockkit.field(
            "Title",
            blockkit.text_input(
                "title",
                limit=TITLE_LIMIT,
                placeholder="What is wrong, in a few words",
                value=title,
                focus=True,
            ),
        ),
        blockkit.field(
            "Severity",
            blockkit.select(
                "severity", choices.severities(), placeholder="Not known yet"
            ),
            optional=True,
            hint="Leave it open if you do not know yet; it is changed with one click.",
        ),
        *_service(services),
        blockkit.field(
            "Summary",
            blockkit.text_input(
                "summary",
                limit=TEXT_LIMIT,
                placeholder="What is known: symptoms, who is affected, links",
                multiline=True,
            ),
            optional=True,
        ),
        blockkit.field(
            "Privacy",
            blockkit.checkbox(
                "private",
                blockkit.option(
                    "Private incident",
                    "private",
                    "Private channel, nothing announced, only you invited.",
                ),
            ),
            optional=True,
        ),
    ]
    return blockkit.modal(
        "Declare an incident", blocks, callback_id="incident_declare", submit="Declare"
    )


def _service(services: Sequence[Service]) -> list[Block]:
    """The menu of services; none while there are none, for Slack refuses it empty."""
    if not services:
        return []
    options = [
        blockkit.option(s.name, str(s.pk), f"Team {s.team.name}") for s in services
    ]
    return [
        blockkit.field(
            "Service",
            blockkit.select("service", options, placeholder="Which one is affected"),
            optional=True,
            hint="Its team is invited.",
        )
    ]


def submit(ask: Ask) -> Answer:
    service = str(ask.values.get("service") or "")
    incident = declaring.declare(
        declaration=Declaration(
            title=str(ask.values.get("title") or ""),
            severity=str(ask.values.get("severity") or ""),
            service=int(service) if service.isdecimal() else None,
            summary=str(ask.values.get("summary") or ""),
            is_private=bool(ask.values.get("private")),
        ),
        by=ask.person,
        now=ask.now,
    )
    taking_part = incident.participants.select_related("person")
    people = [p.person.name for p in taking_part if p.person_id != ask.person.pk]
    return Open(declared.view(incident, invited=sorted(people)))


MODAL = Modal(callback_id="incident_declare", submit=submit)
