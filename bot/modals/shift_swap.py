"""The form that offers a shift for somebody else's."""

from bot import blockkit, shifts
from bot.answers import Answer, Say, View
from bot.asks import Ask
from bot.mrkdwn import inline
from bot.registry import Modal
from incidents.oncall import asking
from incidents.oncall.changes import REASON_LIMIT
from incidents.people.models import Person
from incidents.values import Mistake


def view(ask: Ask) -> View:
    """Raises Mistake for who has nothing to swap, or nobody to swap with."""
    given = shifts.mine(ask.person, ask.now)
    taken = shifts.others(ask.person, ask.now)
    if not given or not taken:
        raise Mistake("You share no schedule with anybody in the next eight weeks.")
    people = Person.objects.in_bulk({each.person for each in taken})
    yours = [shifts.option(each, ask.person) for each in given]
    theirs = [
        shifts.option(each, ask.person, name=people[each.person].get_short_name())
        for each in taken
    ]
    return blockkit.modal(
        "Swap shifts",
        [
            blockkit.field(
                "You give", blockkit.select("give", yours, placeholder="Your shifts")
            ),
            blockkit.field(
                "You take in return",
                blockkit.select("take", theirs, placeholder="Shifts of others"),
                hint="Both of the same schedule and position. They get a message with "
                "Accept and Decline; nothing changes until they accept.",
            ),
            blockkit.field(
                "Why", blockkit.text_input("reason", limit=REASON_LIMIT), optional=True
            ),
        ],
        callback_id="shift_swap",
        submit="Ask",
    )


def submit(ask: Ask) -> Answer:
    give, take = shifts.chosen(ask, "give"), shifts.chosen(ask, "take")
    if (give.schedule, give.position) != (take.schedule, take.position):
        raise Mistake("Choose a shift of the same schedule and position.", field="take")
    asked = Person.objects.get(pk=take.person)
    asking.ask_swap(
        schedule=give.schedule,
        position=give.position,
        asked=asked,
        give=(give.starts, give.ends),
        take=(take.starts, take.ends),
        reason=str(ask.values.get("reason") or ""),
        by=ask.person,
        now=ask.now,
    )
    return Say(f"🙋 {inline(asked.name, 120)} is asked.", title="Asked")


MODAL = Modal(callback_id="shift_swap", submit=submit)
