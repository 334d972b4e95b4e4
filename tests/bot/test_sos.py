"""Calling for help, within Slack's limits and to whom the words say."""

import pytest

from bot.answers import Open, Say
from bot.messages import sos as messages
from bot.modals import sos as form
from incidents.channels.models import Conversation, SosEntry, UserGroup
from incidents.record.models import Entry
from tests.bot.conftest import Company
from tests.bot.facts import HOSTILE, accept_blocks, accept_view, everything


@pytest.fixture
def group(company: Company) -> UserGroup:
    return UserGroup.objects.create(
        workspace=company.workspace, slack_id="S1", handle="dba" * 26, name="D"
    )


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("count", [0, 9, 120])
def test_the_form_fits_with_any_names_and_any_number(
    company: Company, group: UserGroup, text: str, count: int
) -> None:
    channel = Conversation.objects.create(
        workspace=company.workspace, slack_id="C1", name="x" * 80
    )
    for number in range(count):
        SosEntry.objects.create(
            name=f"{number}{text}"[:60],
            text=text[:200],
            conversation=channel,
            user_group=group,
        )
    incident = company.declares(title=text[:200].strip() or "Title")
    view = form.view(incident, why=text[:500], notice=text[:300])
    accept_view(view)
    assert "Everybody in the channel" in everything(view)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("elsewhere", [True, False])
def test_the_call_fits_with_any_title_and_reason(
    company: Company, text: str, elsewhere: bool
) -> None:
    incident = company.declares(title=text[:200].strip() or "Title")
    entry = Entry(incident=incident, text=text, data={"reason": text[:500]})
    entry.by = company.people["Ada"]
    message = messages.message(incident, entry, group="S1", elsewhere=elsewhere)
    accept_blocks(message.blocks)
    assert "<!channel>" not in everything(message.blocks)


@pytest.mark.parametrize(
    ("typed", "called"),
    [
        ("sos dba the disk is full", "dba"),
        ("sos DBA team: locks", "dba team"),
        ("sos here", "everybody in the channel"),
    ],
)
def test_the_longest_name_that_fits_is_called(
    company: Company, typed: str, called: str
) -> None:
    for name in ("dba", "dba team"):
        SosEntry.objects.create(name=name)
    incident = company.declares()
    answer = company.types(typed, here=incident)
    assert isinstance(answer, Say)
    assert f"*{called}* called" in answer.text


def test_words_that_name_nobody_become_the_reason(company: Company) -> None:
    SosEntry.objects.create(name="dba")
    incident = company.declares()
    answer = company.types("sos dbas are needed", here=incident)
    assert isinstance(answer, Open)
    assert "dbas are needed" in everything(answer.view)
