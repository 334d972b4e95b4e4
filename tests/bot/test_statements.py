"""How many statements a request costs: whoever changes the same incident waits."""

from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.channels.models import Conversation
from incidents.outbox.models import Effect
from incidents.updates.models import Subscription
from tests.bot.conftest import Company
from tests.bot.test_inbound import LIST, post


@pytest.fixture
def announced(company: Company) -> Company:
    """A company with a channel for announcements."""
    Conversation.objects.create(
        workspace=company.workspace,
        slack_id="CANN",
        name="incidents",
        tags=["tech_incidents"],
    )
    return company


def statements(text: str) -> list[str]:
    """What is asked of the database, with BEGIN and COMMIT, when Ada types this."""
    body = urlencode(LIST | {"text": text, "trigger_id": text})
    with CaptureQueriesContext(connection) as asked:
        assert post(body).status == 200
    return [each["sql"] for each in asked]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("text", "most"), [("sev {} 3", 18), ("update {} looking", 16), ("list", 3)]
)
def test_a_command_asks_little_of_the_database(
    announced: Company, text: str, most: int
) -> None:
    incident = announced.declares(severity="SEV1")
    statements(f"update {incident.pk} we are on it")  # what is asked once a process
    found = statements(text.format(incident.pk))
    assert len(found) <= most, "\n".join(found)


@pytest.mark.django_db(transaction=True)
def test_followers_cost_nothing_more_each(announced: Company) -> None:
    incident = announced.declares(severity="SEV1")
    people = announced.people
    ways = {"Grace": Subscription.Way.DM, "Ben": Subscription.Way.EMAIL}

    def follow(*names: str) -> None:
        for name in names:
            Subscription.objects.create(
                incident=incident, person=people[name], way=ways[name]
            )

    follow("Grace")
    one = len(statements(f"update {incident.pk} one follows"))
    follow("Ben")
    assert len(statements(f"update {incident.pk} two follow")) == one
    told = Effect.objects.filter(kind__in=["told", "email"]).order_by("key")
    assert sorted((e.kind, e.args["person"]) for e in told) == [
        ("email", people["Ben"].pk),
        ("told", people["Grace"].pk),
        ("told", people["Grace"].pk),
    ]
    (shown,) = Effect.objects.filter(kind="following")
    assert all(e.after == [shown.pk] for e in told if e.kind == "told")
