"""Slack takes every form, and messages that no other file looks at, with the longest
texts that people may write.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
import time_machine

from bot import modals, quoting
from bot.answers import View
from bot.messages import freeze as freezes
from bot.messages import mentioned
from bot.modals import (
    add_message,
    close_follow_up,
    freeze,
    freeze_override,
    merge_typed,
    oncall_override,
    page_person,
    paging_rules,
    phone,
    phone_code,
    shift_cover,
    shift_swap,
    silence,
)
from incidents.contacts.models import ContactMethod
from incidents.freezes.values import Standing, State
from incidents.oncall.models import Layer, Schedule
from tests.bot.conftest import Company
from tests.bot.facts import (
    HOSTILE,
    NOW,
    accept_message,
    accept_view,
    hostile,
    marked_up,
    person,
)

TESTS = Path(__file__).resolve().parents[1]
IMPORTED = re.compile(r"from bot\.modals import (?:\(([^)]+)\)|(.+))")
BIG = 2**63 - 1
ROTAS = 12


def test_every_form_has_a_test_that_asks_slack_s_models() -> None:
    opened: set[str] = set()
    for path in TESTS.rglob("test_*.py"):
        text = path.read_text()
        if "accept_view(" in text:
            found = IMPORTED.finditer(text)
            named = ",".join(each[1] or each[2] for each in found)
            opened |= {name.split(" as ")[0].strip() for name in named.split(",")}
    forms = {
        each.name
        for each in iter_modules(modals.__path__)
        if hasattr(import_module(f"bot.modals.{each.name}"), "view")
    }
    assert forms - opened == set()


def pure(text: str) -> Iterator[View]:
    """The forms that ask no database; every text is this one."""
    about, other = hostile(text, pk=BIG), hostile(text, pk=BIG - 1)
    standing = Standing(
        id=BIG,
        scope=text[:80],
        reason=text[:500],
        incident=about.reference,
        by=text[:120],
        since=NOW,
        until=NOW,
    )
    yield freeze.view(State("all", [standing] * 30, None), about=about)
    yield freeze.view(State("all", [], None), about=None)
    yield freeze_override.view(text[:80])
    yield merge_typed.view(about, other)
    yield silence.view(about)
    yield phone.view()
    yield phone_code.view(ContactMethod(pk=BIG, kind="phone", label=text[:40]))


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_written_the_form_opens(text: str) -> None:
    for view in pure(text):
        accept_view(view)
        assert "<!" not in marked_up(view).replace("<!date^", "")
        assert len(view.get("private_metadata", "")) <= 3_000


@pytest.mark.django_db
@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_kept_the_form_opens(company: Company, text: str) -> None:
    ada = company.people["Ada"]
    incident = company.declares(title=text[:120])
    incident.follow_ups.create(title=text[:200])
    message = {"ts": "1700000000.000100", "user": "U" * 20, "text": text * 2}
    views = [
        add_message.view(quoting.quote_of(message, channel="C" * 20)),
        close_follow_up.view(company.ask("Ada", incident)),
        page_person.view(incident, ada),
        page_person.view(None, person(text[:120], pk=BIG)),
        page_person.guard(incident, ada, text[:200], company.ask("Ada", incident)),
        paging_rules.view(ada),
    ]
    for view in views:
        accept_view(view)
        assert "<!" not in marked_up(view)
        assert len(view.get("private_metadata", "")) <= 3_000


def longest_menu(view: View) -> int:
    elements = [block.get("element", {}) for block in view["blocks"]]
    return max(len(each.get("options", ())) for each in elements)


@pytest.mark.django_db
def test_more_shifts_than_a_menu_holds_open_all_the_same(company: Company) -> None:
    for number in range(ROTAS):
        rota = Schedule.objects.create(
            name=f"{number} {HOSTILE[1]}"[:80],
            slug=f"rota-{number}",
            team=company.service.team,
        )
        for position in range(1, 10):
            layer = Layer.objects.create(
                schedule=rota,
                name="L" * 80,
                position=position,
                starts_at=NOW - timedelta(days=1),
            )
            for rank, name in enumerate(("Ada", "Ben")):
                layer.members.create(person=company.people[name], rank=rank)
    ask = company.ask("Ada", words="<@UBEN>")
    for form in (oncall_override, shift_cover, shift_swap):
        view = form.view(ask)
        accept_view(view)
        assert longest_menu(view) == 100


@pytest.mark.parametrize("text", HOSTILE)
@time_machine.travel(NOW, tick=False)
def test_whatever_is_written_slack_takes_the_message(text: str) -> None:
    about = hostile(text, pk=BIG)
    messages = [
        mentioned.offer(text, [about] * 3, now=NOW),
        mentioned.offer("", [], now=NOW),
        mentioned.in_an_incident(about),
        freezes.override_message(
            by=text[:120], scope=text[:80], reason=text[:500], until=NOW
        ),
        *(
            freezes.freeze_message(
                freezes.FreezeFact(
                    id=BIG,
                    scope=text[:80],
                    reason=text[:500],
                    by=text[:120],
                    about=about.reference,
                    until=NOW,
                    lifted_at=lifted_at,
                    lifted_by=text[:120],
                )
            )
            for lifted_at in (None, NOW)
        ),
    ]
    for message in messages:
        accept_message(message)
        assert "<!" not in marked_up(message.blocks).replace("<!date^", "")
