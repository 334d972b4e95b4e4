"""Modals and Homes: triggers, stacks, hashes, what a person filled in."""

import pytest
from slack_sdk import WebClient

from tests.sandbox.forms import actions, button, field, modal, plain, section
from tests.sandbox.refusal import error
from tests.sandbox.stand_in import Answer, Got, StandIn
from tests.sandbox_process import Sandbox


def trigger(slack: Sandbox, app: StandIn, user: str = "ada") -> str:
    """A trigger_id, by typing a command."""
    slack.command(user, "general", "/incident")
    return app.requests[-1].form["trigger_id"]


@pytest.fixture
def opened(client: WebClient, slack: Sandbox, app: StandIn) -> str:
    view = client.views_open(trigger_id=trigger(slack, app), view=modal())["view"]
    return str(view["id"])


def test_a_command_opens_a_modal_for_whoever_typed_it(
    opened: str, slack: Sandbox
) -> None:
    assert slack.top_view("ada")["id"] == opened
    assert slack.state("ben")["views"] == []


def test_a_trigger_ends_after_three_seconds(
    client: WebClient, slack: Sandbox, app: StandIn
) -> None:
    late = trigger(slack, app)
    slack.advance(3.5)
    assert error(client.views_open, trigger_id=late, view=modal()) == (
        "expired_trigger_id"
    )


def test_a_trigger_is_good_for_one_modal(
    client: WebClient, slack: Sandbox, app: StandIn
) -> None:
    once = trigger(slack, app)
    client.views_open(trigger_id=once, view=modal())
    again = error(client.views_open, trigger_id=once, view=modal())
    assert again == "exchanged_trigger_id"
    unknown = error(client.views_open, trigger_id="1.2.3", view=modal())
    assert unknown == "invalid_trigger_id"


def test_a_refused_view_does_not_use_up_the_trigger(
    client: WebClient, slack: Sandbox, app: StandIn
) -> None:
    once = trigger(slack, app)
    bad = modal(title=plain("x" * 25))
    assert error(client.views_open, trigger_id=once, view=bad) == "invalid_arguments"
    client.views_open(trigger_id=once, view=modal())


def test_an_update_with_an_old_hash_conflicts(
    opened: str, client: WebClient, slack: Sandbox
) -> None:
    old = slack.top_view("ada")["hash"]
    client.views_update(view_id=opened, hash=old, view=modal(field("other")))
    edit = client.views_update
    assert error(edit, view_id=opened, hash=old, view=modal()) == "hash_conflict"


def test_an_update_keeps_what_was_typed_under_the_same_ids(
    opened: str, client: WebClient, slack: Sandbox, app: StandIn
) -> None:
    app.answers(body={"response_action": "errors", "errors": {"title": "Too short"}})
    slack.submit("ada", opened, {"title": {"value": {"value": "Checkout"}}})
    client.views_update(view_id=opened, view=modal(section("New"), field()))
    view = slack.top_view("ada")
    assert view["state"]["values"]["title"]["value"]["value"] == "Checkout"
    assert view["errors"] == {}


def test_a_closed_view_cannot_be_updated(
    opened: str, client: WebClient, slack: Sandbox
) -> None:
    slack.close("ada", opened)
    assert error(client.views_update, view_id=opened, view=modal()) == "not_found"


def test_submitting_sends_the_values_and_closes_the_modal(
    opened: str, slack: Sandbox, app: StandIn
) -> None:
    answer = slack.submit("ada", opened, {"title": {"value": {"value": "Checkout"}}})
    assert answer["ok"]
    payload = app.requests[-1].json
    assert payload["type"] == "view_submission"
    assert payload["user"]["id"] == "U0ADA00001"
    assert payload["view"]["callback_id"] == "declare"
    assert payload["view"]["state"]["values"] == {
        "title": {"value": {"type": "plain_text_input", "value": "Checkout"}}
    }
    assert slack.state("ada")["views"] == []


def test_an_empty_required_input_never_reaches_the_app(
    opened: str, slack: Sandbox, app: StandIn
) -> None:
    before = len(app.requests)
    answer = slack.submit("ada", opened)
    assert answer["errors"] == {"title": "Please complete this required field."}
    assert len(app.requests) == before


def test_the_app_can_answer_with_errors_by_block(
    opened: str, slack: Sandbox, app: StandIn
) -> None:
    app.answers(body={"response_action": "errors", "errors": {"title": "Too vague"}})
    slack.submit("ada", opened, {"title": {"value": {"value": "x"}}})
    assert slack.top_view("ada")["errors"] == {"title": "Too vague"}


def test_the_app_can_answer_with_another_view(
    opened: str, slack: Sandbox, app: StandIn
) -> None:
    other = modal(section("Done"), submit=None)
    app.answers(body={"response_action": "update", "view": other})
    slack.submit("ada", opened, {"title": {"value": {"value": "x"}}})
    assert slack.top_view("ada")["id"] == opened
    assert slack.top_view("ada")["blocks"][0]["text"]["text"] == "Done"


def test_modals_stack_three_high(
    client: WebClient, slack: Sandbox, app: StandIn
) -> None:
    form = modal(actions(button("more")))
    client.views_open(trigger_id=trigger(slack, app), view=form)
    for expected in (None, None, "push_limit_reached"):
        slack.action("ada", "more", view_id=slack.top_view("ada")["id"])
        pressed = app.requests[-1].json["trigger_id"]
        if expected:
            push = client.views_push
            assert error(push, trigger_id=pressed, view=form) == expected
        else:
            client.views_push(trigger_id=pressed, view=form)
    assert len(slack.state("ada")["views"]) == 3
    app.answers(body={"response_action": "clear"})
    slack.submit("ada", slack.top_view("ada")["id"])
    assert slack.state("ada")["views"] == []


def test_closing_one_modal_shows_the_one_below(
    opened: str, slack: Sandbox, app: StandIn
) -> None:
    app.answers(body={"response_action": "push", "view": modal(section("On top"))})
    slack.submit("ada", opened, {"title": {"value": {"value": "x"}}})
    assert len(slack.state("ada")["views"]) == 2
    slack.close("ada", slack.top_view("ada")["id"])
    assert slack.top_view("ada")["id"] == opened


def test_the_app_hears_of_a_closed_modal_if_it_asked(
    client: WebClient, slack: Sandbox, app: StandIn
) -> None:
    form = modal(notify_on_close=True)
    view = client.views_open(trigger_id=trigger(slack, app), view=form)["view"]
    slack.close("ada", view["id"])
    assert app.requests[-1].json["type"] == "view_closed"


def test_a_late_answer_to_a_submission_shows_slacks_words(
    opened: str, slack: Sandbox, app: StandIn
) -> None:
    app.answers(delay=3.3)
    answer = slack.submit("ada", opened, {"title": {"value": {"value": "x"}}})
    assert (answer["ok"], answer["error"]) == (False, "operation_timeout")
    state = slack.state("ada")
    assert state["notices"][0]["text"] == "We had some trouble connecting. Try again?"
    assert state["views"][0]["busy"] is False


def test_the_modal_is_busy_while_the_app_thinks(
    opened: str, slack: Sandbox, app: StandIn
) -> None:
    busy: list[bool] = []

    def look(_got: Got) -> Answer:
        busy.append(slack.top_view("ada")["busy"])
        return Answer()

    app.decide = look
    slack.submit("ada", opened, {"title": {"value": {"value": "x"}}})
    assert busy == [True]


def test_a_home_is_one_persons_own(client: WebClient, slack: Sandbox) -> None:
    home = {"type": "home", "blocks": [section("*Open incidents*")]}
    first = client.views_publish(user_id="U0ADA00001", view=home)["view"]
    assert slack.state("ada")["home"]["id"] == first["id"]
    assert slack.state("ben")["home"] is None
    again = client.views_publish(user_id="U0ADA00001", view=home, hash=first["hash"])
    assert again["view"]["id"] == first["id"]
    stale = client.views_publish
    got = error(stale, user_id="U0ADA00001", view=home, hash=first["hash"])
    assert got == "hash_conflict"


def test_opening_the_home_tells_the_app(slack: Sandbox, app: StandIn) -> None:
    assert slack.home("ada")["ok"]
    event = app.requests[-1].json["event"]
    assert (event["type"], event["tab"]) == ("app_home_opened", "home")


def test_an_external_id_is_unique(
    client: WebClient, slack: Sandbox, app: StandIn
) -> None:
    form = modal(external_id="one")
    client.views_open(trigger_id=trigger(slack, app), view=form)
    client.views_update(external_id="one", view=form)
    other = trigger(slack, app, "ben")
    got = error(client.views_open, trigger_id=other, view=form)
    assert got == "duplicate_external_id"
