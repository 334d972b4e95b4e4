"""Page: the form with who is on call in it."""

from bot.answers import Answer, Open
from bot.asks import Ask
from bot.messages.oncall import PAGE
from bot.modals import page_person
from bot.registry import Action
from incidents.people.models import Person
from incidents.values import Mistake


def run(ask: Ask) -> Answer:
    number = ask.value.removeprefix(":")
    rows = Person.objects.filter(is_active=True)
    person = rows.filter(pk=int(number)).first() if number.isdecimal() else None
    if person is None:
        raise Mistake("This person is gone. Ask again who is on call.")
    return Open(page_person.view(ask.incident, person))


ACTION = Action(action_id=PAGE, run=run)
