"""`/incident invite [id] @person @group`: brings people in by name."""

import re

from bot import mentions
from bot.answers import Answer, Say
from bot.asks import Ask
from bot.messages import words
from bot.mrkdwn import inline
from bot.registry import Command
from incidents.channels import queries as channels
from incidents.lifecycle import inviting
from incidents.people.models import Person
from incidents.values import Mistake

_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_GROUP = re.compile(r"<!subteam\^(S[A-Z0-9]+)(?:\|[^<>]*)?>")
NAMED = 10


def run(ask: Ask) -> Answer:
    about = ask.the_incident
    people = _people(ask)
    incident = inviting.invite(
        incident=about, people=people, by=ask.person, now=ask.now
    )
    names = ", ".join(inline(person.name) for person in people[:NAMED])
    more = f" and {len(people) - NAMED} more" if len(people) > NAMED else ""
    return Say(f"{names}{more}: invited to {incident.reference}.")


def _people(ask: Ask) -> list[Person]:
    people = [mentions.person(slack_id) for slack_id in _PERSON.findall(ask.words)]
    groups = _GROUP.findall(ask.words)
    if groups and ask.the_incident.is_private:
        raise Mistake(
            f"{ask.the_incident.reference} is private: name people one by one, so that "
            "nobody comes by chance."
        )
    for slack_id in groups:
        group = channels.user_group(slack_id)
        if group is None:
            raise Mistake(
                "Muster has not read this user group from Slack yet: name people, or "
                "ask an admin to add the group in the back-office."
            )
        people += group.people.filter(is_active=True)
    if not people:
        raise Mistake(
            "Whom? Name people or a user group behind the verb, with @: "
            f"{words.command('invite @ada')}."
        )
    return list(dict.fromkeys(people))


COMMAND = Command(
    verb="invite",
    usage="[id] @person | @group",
    help="Bring people in by name; they may see it, private or not",
    run=run,
    aliases=("add", "bring"),
    needs_incident=True,
    rank=22,
)
