"""Telling how an incident stands, and moving it along with one form."""

from typing import Any

from tests.flows.story import Json, Story


def form(story: Story, who: str, where: Json) -> Json:
    """The update form, opened by the command without words."""
    story.types(who, where, "update")
    view: Json = story.slack.top_view(who)
    assert view["callback_id"] == "incident_update"
    return view


def chosen(value: str) -> Json:
    return {"selected_option": {"value": value}}


def publish(story: Story, who: str, view: Json, text: str, **more: Json) -> Json:
    """Submit the update form; `more` are inputs as in Slack's view.state.values."""
    values: Json = {"text": {"text": {"value": text}}}
    values |= {name: {name: value} for name, value in more.items()}
    answer = story.slack.submit(who, view["id"], values)
    story.settle()
    return answer


def test_one_form_moves_status_and_severity_and_is_one_post_in_each_place(
    story: Story,
) -> None:
    story.declare("grace", "Search is slow", severity="SEV3")
    channel = story.incident_channel(1)
    view = form(story, "grace", channel)
    publish(
        story,
        "grace",
        view,
        "All searches fail now, the index is rebuilt",
        status=chosen("fixing"),
        severity=chosen("SEV1"),
        next=chosen("30"),
    )

    _, posted = story.bot_messages(channel)
    announcement, threaded = story.bot_messages("incidents")
    assert threaded["thread_ts"] == announcement["ts"]
    for message in (posted, threaded):
        shown = story.shown(message)
        assert "the index is rebuilt" in shown
        assert "SEV3 → SEV1" in shown
        assert "Investigating → Fixing" in shown
        assert "Next update due" in shown
    assert story.timeline(1).splitlines()[-3:] == [
        "Severity: SEV3 → SEV1",
        "Status: Investigating → Fixing",
        "All searches fail now, the index is rebuilt",
    ]
    for place in (story.bot_messages(channel)[0], announcement):
        assert "Next update due" in story.shown(place)
        assert "SEV1" in story.shown(place)


def test_the_form_shows_how_it_stands_and_says_mistakes_beside_the_field(
    story: Story,
) -> None:
    story.declare("grace", "Search is slow", severity="SEV2")
    channel = story.incident_channel(1)
    view = form(story, "grace", channel)
    inputs = {b["block_id"]: b for b in view["blocks"] if b["type"] == "input"}
    assert preselected(inputs["status"]) == "Investigating (as now)"
    assert preselected(inputs["severity"]) == "🟠 SEV2 · major (as now)"
    assert "SEV2: in 1 h" in str(inputs["next"]["element"]["initial_option"])
    publish(story, "grace", view, "Looking", at={"selected_date_time": 1_700_000_000})

    (again,) = story.slack.state("grace")["views"]
    assert "in the past" in again["errors"]["at"]
    assert len(story.bot_messages(channel)) == 1


def preselected(block: Json) -> str:
    element: dict[str, Any] = block["element"]
    return str(element["initial_option"]["text"]["text"])


def test_what_was_changed_while_the_form_was_open_stays_changed(story: Story) -> None:
    story.declare("grace", "Search is slow", severity="SEV3", service="Checkout API")
    channel = story.incident_channel(1)
    view = form(story, "grace", channel)
    story.types("ben", channel, "sev 2")
    story.types("ben", channel, "status monitoring")
    publish(story, "grace", view, "It holds so far")

    card = story.shown(story.bot_messages(channel)[0])
    assert "SEV2" in card
    assert "Monitoring" in card
    assert "It holds so far" in card


def test_an_update_that_resolves_it_says_what_fixed_it(story: Story) -> None:
    story.declare("grace", "Search is slow", severity="SEV2")
    channel = story.incident_channel(1)
    view = form(story, "grace", channel)
    publish(story, "grace", view, "Rolled back to 4.2", status=chosen("resolved"))

    card, posted = story.bot_messages(channel)
    assert "*Resolved* after" in story.shown(posted)
    assert "What fixed it*\nRolled back to 4.2" in story.shown(card)
    assert "Next update" not in story.shown(card)
    assert len(story.bot_messages("incidents")) == 2


def test_a_private_incident_is_told_of_in_its_channel_alone(story: Story) -> None:
    story.declare("grace", "Payroll export was read", severity="SEV1", private=True)
    channel = story.incident_channel(1)
    story.types("grace", channel, "update The key is revoked")

    assert "The key is revoked" in story.shown(story.bot_messages(channel)[1])
    assert "Next update due" in story.shown(story.bot_messages(channel)[1])
    assert story.bot_messages("incidents") == []
