"""External menus: options the app gives while somebody types."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk import WebClient

from tests.sandbox.forms import actions, field, modal, plain, section
from tests.sandbox.stand_in import Answer, Got, StandIn
from tests.sandbox.test_bolt import bolt
from tests.sandbox.test_socket_mode import Connect, connect
from tests.sandbox_process import Sandbox, SandboxError, eventually

__all__ = ["bolt", "connect"]

Json = dict[str, Any]


def option(value: str) -> Json:
    return {"text": plain(value.title()), "value": value}


def menu(**more: Any) -> Json:
    return {"type": "external_select", "action_id": "service", **more}


def choice(block_id: str = "where", **more: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain("Service"),
        "element": menu(min_query_length=0, **more),
    }


def offer(app: StandIn, *values: str) -> None:
    """Answer suggestions with these options, all else with nothing."""

    def decide(got: Got) -> Answer:
        asked = b"block_suggestion" in got.body
        return Answer(body={"options": [option(v) for v in values]} if asked else "")

    app.decide = decide


@pytest.fixture
def form(slack: Sandbox, app: StandIn, client: WebClient) -> Iterator[str]:
    slack.command("ada", "general", "/incident")
    trigger = app.requests[-1].form["trigger_id"]
    view = modal(field(), choice(initial_option=option("search")))
    yield str(client.views_open(trigger_id=trigger, view=view)["view"]["id"])
    app.clear()


def test_typing_into_a_menu_of_a_modal_asks_the_app(
    slack: Sandbox, app: StandIn, form: str
) -> None:
    offer(app, "checkout", "payments")
    entered = {"title": {"value": {"value": "Slow"}}}
    answer = slack.suggest("ada", "service", "pay", view_id=form, values=entered)
    assert answer["options"] == [option("checkout"), option("payments")]
    payload = app.requests[-1].json
    assert payload["type"] == "block_suggestion"
    assert (payload["action_id"], payload["block_id"]) == ("service", "where")
    assert payload["value"] == "pay"
    assert payload["container"] == {"type": "view", "view_id": form}
    values = payload["view"]["state"]["values"]
    assert values["title"]["value"]["value"] == "Slow"
    assert "trigger_id" not in payload


def test_what_was_offered_can_be_chosen_and_is_submitted_whole(
    slack: Sandbox, app: StandIn, form: str
) -> None:
    offer(app, "payments")
    slack.suggest("ada", "service", "pay", view_id=form)
    values = {
        "title": {"value": {"value": "Slow"}},
        "where": {"service": {"selected_option": {"value": "payments"}}},
    }
    assert slack.submit("ada", form, values)["ok"]
    sent = app.requests[-1].json["view"]["state"]["values"]["where"]["service"]
    assert sent == {"type": "external_select", "selected_option": option("payments")}


def test_an_initial_option_stands_until_another_is_chosen(
    slack: Sandbox, app: StandIn, form: str
) -> None:
    slack.submit("ada", form, {"title": {"value": {"value": "Slow"}}})
    sent = app.requests[-1].json["view"]["state"]["values"]["where"]["service"]
    assert sent["selected_option"] == option("search")


def test_what_was_never_offered_cannot_be_chosen(slack: Sandbox, form: str) -> None:
    values = {"where": {"service": {"selected_option": option("made-up")}}}
    with pytest.raises(SandboxError, match="not among the options"):
        slack.submit("ada", form, values)


def test_a_menu_of_a_message_names_its_channel(
    slack: Sandbox, app: StandIn, client: WebClient
) -> None:
    accessory = menu(min_query_length=1)
    blocks = [section("Which?", accessory=accessory, block_id="b")]
    posted = client.chat_postMessage(channel="C0INCIDENT", text="x", blocks=blocks)
    offer(app, "payments")
    where: Json = {"channel": "incidents", "ts": posted["ts"]}
    assert slack.suggest("ada", "service", "p", **where)["options"]
    payload = app.requests[-1].json
    assert payload["channel"] == {"id": "C0INCIDENT", "name": "incidents"}
    assert payload["message"]["ts"] == payload["container"]["message_ts"]
    chosen = {"selected_option": {"value": "payments"}}
    assert slack.action("ada", "service", value=chosen, **where)["ok"]
    action = app.requests[-1].json["actions"][0]
    assert action["selected_option"] == option("payments")


@pytest.mark.parametrize(("typed", "asked"), [("pa", 0), ("pay", 1)])
def test_nothing_is_asked_before_three_letters_unless_the_menu_says_so(
    slack: Sandbox, app: StandIn, client: WebClient, typed: str, asked: int
) -> None:
    blocks = [actions(menu())]
    posted = client.chat_postMessage(channel="C0INCIDENT", text="x", blocks=blocks)
    offer(app, "payments")
    answer = slack.suggest(
        "ada", "service", typed, channel="incidents", ts=posted["ts"]
    )
    assert len(app.requests) == asked
    assert len(answer["options"]) == asked


def test_groups_of_options_are_offered_as_such(
    slack: Sandbox, app: StandIn, form: str
) -> None:
    groups = [{"label": plain("Yours"), "options": [option("payments")]}]
    app.answers(body={"option_groups": groups})
    answer = slack.suggest("ada", "service", "", view_id=form)
    assert answer["option_groups"] == groups
    assert "options" not in answer
    chosen = {"where": {"service": {"selected_option": {"value": "payments"}}}}
    app.answers()
    title = {"title": {"value": {"value": "Slow"}}}
    assert slack.submit("ada", form, {**chosen, **title})["ok"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"options": [option(str(n)) for n in range(101)]}, "no more than 100"),
        ({"options": [{"text": plain("x" * 76), "value": "x"}]}, "less than 76"),
        ({"options": [{"text": plain("x"), "value": "x" * 151}]}, "less than 151"),
        ({"options": [{"text": plain("x")}]}, "value"),
        ({"options": [], "option_groups": []}, "exactly one of"),
        ({}, "exactly one of"),
        ("surprise", "object"),
    ],
)
def test_options_slack_would_not_show_are_refused(
    slack: Sandbox, app: StandIn, form: str, answer: Json | str, words: str
) -> None:
    app.answers(body=answer)
    refused = slack.suggest("ada", "service", "", view_id=form)
    assert (refused["ok"], refused["error"]) == (False, "invalid_options")
    assert words in refused["messages"][0]


def test_no_match_is_an_empty_list(slack: Sandbox, app: StandIn, form: str) -> None:
    offer(app)
    answer = slack.suggest("ada", "service", "zzz", view_id=form)
    assert (answer["ok"], answer["options"]) == (True, [])


def test_an_app_that_fails_offers_nothing(
    slack: Sandbox, app: StandIn, form: str
) -> None:
    app.answers(status=500)
    answer = slack.suggest("ada", "service", "pay", view_id=form)
    assert (answer["ok"], answer["error"]) == (False, "http_service_error")
    slack.fault("deliver:suggest", "drop")
    answer = slack.suggest("ada", "service", "pay", view_id=form)
    assert answer["error"] == "operation_timeout"


def test_only_external_menus_ask(slack: Sandbox, form: str) -> None:
    with pytest.raises(SandboxError, match="no external menu"):
        slack.suggest("ada", "value", "x", view_id=form)


def test_the_manifests_own_address_for_options_is_asked(
    slack: Sandbox, app: StandIn, form: str
) -> None:
    other = StandIn()
    offer(other, "elsewhere")
    interactivity = {"message_menu_options_url": other.url}
    slack.put_manifest({"settings": {"interactivity": interactivity}})
    answer = slack.suggest("ada", "service", "", view_id=form)
    other.close()
    assert answer["options"] == [option("elsewhere")]


def test_an_address_on_the_apps_public_name_is_asked_where_the_app_is(
    slack: Sandbox, app: StandIn, form: str
) -> None:
    public = "https://muster.example/slack/events"
    interactivity = {"request_url": public, "message_menu_options_url": public}
    slack.put_manifest({"settings": {"interactivity": interactivity}})
    offer(app, "payments")
    assert slack.suggest("ada", "service", "", view_id=form)["options"]


def test_several_choices_of_an_external_menu_are_kept_across_searches(
    slack: Sandbox, app: StandIn, client: WebClient
) -> None:
    element = menu(min_query_length=0, max_selected_items=2)
    element["type"] = "multi_external_select"
    block: Json = {**choice(), "element": element}
    slack.command("ada", "general", "/incident")
    trigger = app.requests[-1].form["trigger_id"]
    view = client.views_open(trigger_id=trigger, view=modal(block))["view"]["id"]
    for value in ("search", "payments", "checkout"):
        offer(app, value)
        slack.suggest("ada", "service", value, view_id=view)
    chosen = [{"value": "search"}, {"value": "payments"}, {"value": "checkout"}]
    three = {"where": {"service": {"selected_options": chosen}}}
    with pytest.raises(SandboxError, match="no more than 2"):
        slack.submit("ada", view, three)
    two = {"where": {"service": {"selected_options": chosen[:2]}}}
    assert slack.submit("ada", view, two)["ok"]
    sent = app.requests[-1].json["view"]["state"]["values"]["where"]["service"]
    assert sent["selected_options"] == [option("search"), option("payments")]


def test_bolt_answers_a_suggestion(bolt: App, slack: Sandbox) -> None:
    def declare(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal(choice()))

    def options(ack: Ack, payload: Json) -> None:
        ack(options=[option(payload["value"] + "-1")])

    bolt.command("/incident")(declare)
    bolt.options("service")(options)
    slack.command("ada", "general", "/incident")
    view = eventually(lambda: slack.state("ada")["views"])[-1]["id"]
    answer = slack.suggest("ada", "service", "pay", view_id=view)
    assert answer["options"] == [option("pay-1")]


def test_suggestions_and_shortcuts_come_by_socket_too(
    slack: Sandbox, app: StandIn, client: WebClient, connect: Connect
) -> None:
    got = connect({"options": [option("payments")]})
    assert slack.shortcut("ada", "declare")["ok"]
    assert (got[0].type, got[0].payload["type"]) == ("interactive", "shortcut")
    trigger = str(got[0].payload["trigger_id"])
    client.views_open(trigger_id=trigger, view=modal(choice()))
    view = slack.top_view("ada")["id"]
    assert slack.suggest("ada", "service", "", view_id=view)["options"]
    assert (got[1].type, got[1].payload["type"]) == ("interactive", "block_suggestion")
    assert app.requests == []
