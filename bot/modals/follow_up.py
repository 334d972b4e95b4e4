"""The form that makes or changes a follow-up. Only the title is needed."""

from datetime import date

from bot import blockkit, mentions
from bot.answers import Answer, View
from bot.asks import Ask
from bot.messages.follow_ups import made
from bot.options import incident_choice
from bot.registry import Modal
from incidents.channels import queries as channels
from incidents.followups import queries, services
from incidents.followups.models import FollowUp
from incidents.followups.values import Plan
from incidents.record.models import Incident
from incidents.values import TITLE_LIMIT


def view(
    incident: Incident | None,
    plan: Plan,
    *,
    owner: str = "",
    follow_up: FollowUp | None = None,
) -> View:
    """Filled in with what is planned; `owner` is Slack's id of the plan's. Without an
    incident it asks for one. Pure.
    """
    blocks = [
        blockkit.plain_section(incident.title) if incident else incident_choice.field(),
        blockkit.field(
            "What is to be done?",
            blockkit.text_input(
                "title",
                limit=TITLE_LIMIT,
                placeholder="Renew the certificate and watch its expiry",
                value=plan.title,
                focus=True,
            ),
        ),
        blockkit.field(
            "Who does it?",
            blockkit.person_select("owner", placeholder="Nobody yet", chosen=owner),
            optional=True,
            hint="They are reminded from the day it is due; without one, the lead is.",
        ),
        blockkit.field(
            "Due on",
            blockkit.date_picker("due", chosen=plan.due_on),
            optional=True,
        ),
    ]
    if plan.permalink:
        link = plan.permalink.replace("&", "&amp;")
        blocks.append(blockkit.context(f"From <{link}|this message>"))
    kept = {"permalink": plan.permalink} if plan.permalink else {}
    return blockkit.modal(
        "Change the follow-up" if follow_up else "Follow-up",
        blocks,
        callback_id="incident_follow_up",
        submit="Save" if follow_up else "Add",
        incident=incident.pk if incident else None,
        carried=kept | ({"follow_up": follow_up.pk} if follow_up else {}),
    )


def filled(incident: Incident, follow_up_id: int) -> View:
    """With what is there. Raises Mistake when the follow-up is gone."""
    found = queries.find(incident, follow_up_id)
    plan = Plan(found.title, found.owner, found.due_on, found.permalink)
    ids = channels.slack_ids([found.owner.pk] if found.owner else [])
    return view(incident, plan, owner=next(iter(ids.values()), ""), follow_up=found)


def plan_of(ask: Ask) -> Plan:
    """What the form holds. Raises Mistake for somebody Muster does not know."""
    owner, due = str(ask.values.get("owner") or ""), ask.values.get("due")
    return Plan(
        title=str(ask.values.get("title") or ""),
        owner=mentions.person(owner, field="owner") if owner else None,
        due_on=date.fromisoformat(str(due)) if due else None,
        permalink=str(ask.carried.get("permalink") or ""),
    )


def submit(ask: Ask) -> Answer:
    plan, known = plan_of(ask), ask.carried.get("follow_up")
    if known is None:
        incident = incident_choice.chosen(ask)
        return made(
            services.add(incident=incident, plan=plan, by=ask.person, now=ask.now)
        )
    return made(
        services.change(
            incident=ask.the_incident,
            follow_up_id=int(known),
            plan=plan,
            by=ask.person,
            now=ask.now,
        )
    )


MODAL = Modal(callback_id="incident_follow_up", submit=submit)
