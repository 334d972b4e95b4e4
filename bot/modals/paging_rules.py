"""The form that says in which ways somebody is paged, and when."""

from bot import blockkit, reachability
from bot.answers import Answer, View
from bot.asks import Ask
from bot.registry import Modal
from incidents.contacts import services
from incidents.contacts.models import Importance
from incidents.people.models import Person

LABELS = {
    Importance.DEFAULT: "Usually",
    Importance.IMPORTANT: "When it is important",
}
HINTS = {
    Importance.DEFAULT: "Empty: Slack and e-mail at once, a call after two minutes.",
    Importance.IMPORTANT: "Empty: as usually.",
}


def view(person: Person) -> View:
    return blockkit.modal(
        "When to page you",
        [
            blockkit.field(
                LABELS[each],
                blockkit.several_select(
                    each.value,
                    reachability.choices(),
                    placeholder="Choose ways",
                    chosen=reachability.wished(person, each),
                ),
                optional=True,
                hint=HINTS[each],
            )
            for each in Importance
        ],
        callback_id="paging_rules",
        submit="Save",
    )


def submit(ask: Ask) -> Answer:
    for each in Importance:
        services.set_rules(
            person=ask.person,
            importance=each,
            rules=reachability.chosen(ask, each.value),
            by=ask.person,
        )
    usual = ", ".join(reachability.wishes(ask.person, Importance.DEFAULT))
    text = f"You are paged so: {usual}." if usual else "Muster chooses how to page you."
    return reachability.shown_anew(ask, text)


MODAL = Modal(callback_id="paging_rules", submit=submit)
