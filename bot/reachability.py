"""A person's own phones and wishes, as buttons and forms name them."""

from datetime import timedelta

from bot import blockkit
from bot.answers import Answer, Say
from bot.asks import Ask
from incidents.contacts.models import (
    ContactMethod,
    Importance,
    NotificationRule,
    Way,
)
from incidents.contacts.values import Rule
from incidents.people.models import Person
from incidents.record import effects
from incidents.values import Mistake

MINUTE = timedelta(minutes=1)
_AFTER = {
    Way.SLACK: (0, 5),
    Way.SMS: (0, 1, 2, 5, 10),
    Way.CALL: (0, 1, 2, 5, 10, 15, 30),
    Way.EMAIL: (0, 5, 15),
}


def pressed(ask: Ask) -> ContactMethod:
    """The phone that a button or form is about. Raises Mistake when it is gone."""
    number = ask.value.removeprefix(":") or str(ask.carried.get("method") or "")
    mine = ContactMethod.objects.filter(person=ask.person)
    found = mine.filter(pk=int(number)).first() if number.isdecimal() else None
    if found is None:
        raise Mistake("This phone was removed meanwhile.")
    return found


def choices() -> list[blockkit.Option]:
    """Each way and time that a person may wish for."""
    return [
        blockkit.option(said(way, after), f"{way.value}:{after}")
        for way, times in _AFTER.items()
        for after in times
    ]


def said(way: Way, after: int) -> str:
    when = "at once" if after == 0 else f"after {after} min"
    return f"{way.label} {when}"


def wishes(person: Person, importance: Importance) -> list[str]:
    """What they wish for, in words; empty when Muster chooses."""
    rules = NotificationRule.objects.filter(person=person, importance=importance)
    return [said(Way(each.way), each.after_minutes) for each in rules]


def wished(person: Person, importance: Importance) -> set[str]:
    """The values of the menu's options that they chose."""
    rules = NotificationRule.objects.filter(person=person, importance=importance)
    return {f"{each.way}:{each.after_minutes}" for each in rules}


def chosen(ask: Ask, field: str) -> list[Rule]:
    """What was chosen in the menu of this name. Raises Mistake."""
    allowed = {each["value"] for each in choices()}
    rules = []
    for value in ask.values.get(field) or ():
        if value not in allowed:
            raise Mistake("Choose from the menu.", field=field)
        way, _, after = str(value).partition(":")
        rules.append(Rule(Way(way), int(after) * MINUTE))
    return rules


def shown_anew(ask: Ask, text: str, *, title: str = "How you are paged") -> Answer:
    """Their Home shows it as well."""
    effects.open_home(ask.slack_id, ask.now)
    return Say(text, title=title)
