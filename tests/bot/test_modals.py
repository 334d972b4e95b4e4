"""Every form is one that Slack takes, whatever the texts and however many services."""

import pytest

from bot import registry
from bot.declaring import Filled, Quote, fitted
from bot.modals import (
    declare,
    declared,
    lead,
    menu,
    notice,
    resolve,
    severity,
    status,
    update,
)
from incidents.catalog.models import ImpactLevel, ImpactQuestion, Service
from incidents.people.models import Team
from incidents.values import Mistake, Status
from tests.bot.facts import (
    HOSTILE,
    NOW,
    accept_view,
    everything,
    hostile,
    incident,
    marked_up,
    person,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_written_every_form_opens(text: str) -> None:
    shown = hostile(text, pk=2**63 - 1)
    team = Team(name=text[:80])
    services = [Service(pk=n, name=text[:80], team=team) for n in range(150)]
    views = [
        declare.view(
            Filled(title=text[:200], summary=text[:3_000]), declare.Around(services)
        ),
        declare.view(Filled(), declare.Around([])),
        declared.view(shown, invited=[text[:120]] * 300),
        update.view(shown),
        severity.view(shown),
        status.view(shown),
        lead.view(shown),
        resolve.view(shown),
        menu.view(shown, person=person()),
        notice.view(title=text, text="y" * 7_000),
    ]
    for view in views:
        accept_view(view)
        assert "<!" not in marked_up(view)


@pytest.mark.parametrize("status", Status)
def test_the_menu_opens_in_every_status(status: Status) -> None:
    accept_view(menu.view(incident(status=status), person=person()))


def test_every_forms_inputs_are_named_alike_in_block_and_action() -> None:
    views = [
        declare.view(Filled(), declare.Around([])),
        update.view(incident()),
        lead.view(incident()),
    ]
    for view in views:
        for block in view["blocks"]:
            if block["type"] == "input":
                assert block["block_id"] == block["element"]["action_id"]


def test_only_the_title_must_be_filled_in_to_declare() -> None:
    team = Team(name="Payments")
    view = declare.view(
        Filled(), declare.Around([Service(pk=1, name="Checkout", team=team)])
    )
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    needed = [block["block_id"] for block in inputs if not block["optional"]]
    assert needed == ["title"]


@pytest.mark.parametrize("text", HOSTILE)
def test_helping_and_offering_fit_whatever_is_written(text: str) -> None:
    question = ImpactQuestion(pk=1, text=text[:120])
    question._prefetched_objects_cache = {  # type: ignore[attr-defined]
        "levels": [ImpactLevel(pk=n, text=text[:75] or "x") for n in range(1, 120)]
    }
    quote = Quote(
        "C1", "1.2", "U1", fitted(text), "https://x.slack.com/archives/C1/p12"
    )
    form = Filled(
        title=text[:200],
        severity="SEV1",
        summary=text[:3_000],
        is_private=True,
        helping=True,
        answers={"1": "7"},
        proposed="SEV1",
        offered=range(10**18, 10**18 + 3),
        quote=quote,
    )
    around = declare.Around([], [question], [text[:300]], [hostile(text)] * 3, now=NOW)
    view = declare.view(form, around)
    accept_view(view)
    assert "<!" not in marked_up(view).replace("<!date^", "")
    assert len(view["private_metadata"]) <= 3_000


def test_resolving_needs_no_words() -> None:
    assert [b["optional"] for b in resolve.view(incident())["blocks"][1:]] == [True]


def test_the_status_form_offers_only_what_may_follow() -> None:
    shown = everything(status.view(incident(status=Status.RESOLVED)))
    assert '"closed"' in shown
    assert '"fixing"' not in shown


def test_a_final_status_is_said_instead_of_an_empty_form() -> None:
    with pytest.raises(Mistake, match="INC-12 is merged, which is final"):
        status.opened(incident(status=Status.MERGED))


def test_what_is_over_is_not_resolved_again() -> None:
    with pytest.raises(Mistake, match="INC-12 is closed already"):
        resolve.opened(incident(status=Status.CLOSED))


def test_the_confirmation_tells_who_is_invited_and_what_comes_next() -> None:
    shown = everything(
        declared.view(incident(severity=""), invited=["Grace", "Ben <!here>"])
    )
    assert "INC-12 is declared" in shown
    assert "#inc-12-checkout-errors" in shown
    assert "Grace, Ben &lt;!here&gt;" in shown
    assert "/incident sev 12 2" in shown


def test_every_form_that_is_sent_has_its_handler() -> None:
    handled = {modal.callback_id for modal in registry.modals()}
    views = [
        declare.view(Filled(), declare.Around([])),
        *(form.view(incident()) for form in (update, severity, status, lead, resolve)),
    ]
    assert {view["callback_id"] for view in views} <= handled


def test_every_button_has_its_handler() -> None:
    handled = {action.action_id for action in registry.actions()}
    shown = [menu.view(incident(status=status), person=person()) for status in Status]
    pressed = {
        element["action_id"]
        for view in shown
        for block in view["blocks"]
        for element in block.get("elements", ())
        if element["type"] == "button"
    }
    assert pressed <= handled
