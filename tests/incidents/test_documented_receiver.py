"""The receiver in docs/invitations.md works as it is written there."""

import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from incidents.invitations import asking
from incidents.invitations.signals import get_invites
from incidents.people.models import Person

DOCS = Path(__file__).resolve().parents[2] / "docs/invitations.md"
RECEIVER = re.compile(r"```python\n# acme_muster/receivers.py\n(.+?)```", re.DOTALL)


@pytest.mark.django_db
def test_the_documented_receiver_connects_and_names_who_is_on_duty() -> None:
    found = RECEIVER.search(DOCS.read_text())
    assert found is not None
    names: dict[str, Any] = {"__name__": "acme_muster.receivers"}
    exec(compile(found[1], str(DOCS), "exec"), names)
    legal = names["legal"]
    assert legal in get_invites.second_round().values()
    get_invites.disconnect(legal)

    Person.objects.create(name="Lea", email="lea@acme.example")
    duty = {"rota": "week 9", "emails": ["lea@acme.example"]}
    names["httpx"] = SimpleNamespace(
        get=lambda url, timeout: SimpleNamespace(json=lambda: duty)
    )
    for slug, expected in (("payouts", ["on duty: week 9"]), ("search", [])):
        incident: Any = SimpleNamespace(service=SimpleNamespace(slug=slug))
        now = datetime(2026, 3, 1, 12, tzinfo=UTC)
        named = asking.ask(legal, incident=incident, reason="created", now=now)
        assert [each.reason for each in named] == expected
