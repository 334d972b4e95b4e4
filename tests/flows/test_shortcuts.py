"""Declaring from anywhere in Slack, also with more services than a menu holds."""

from tests.flows.story import Story

DECLARE = "muster_declare"


def test_the_shortcut_opens_the_form_that_declares(story: Story) -> None:
    assert story.slack.shortcut("ben", DECLARE)["ok"]
    view = story.wait_for(lambda: story.slack.state("ben")["views"])[-1]
    assert view["title"]["text"] == "Declare an incident"
    story.submits("ben", {"title": "Search is slow"})
    story.settle()

    channel = story.incident_channel(1)
    assert "Search is slow" in story.shown(story.bot_messages(channel)[0])
    assert "ben" in story.members(channel)


def test_a_shortcut_that_arrives_thrice_opens_one_form(story: Story) -> None:
    story.slack.fault("deliver:shortcut", "duplicate", copies=3)
    story.slack.shortcut("ben", DECLARE)
    story.wait_for(lambda: story.slack.state("ben")["views"])
    assert len(story.slack.calls("views.open")) == 1
    assert len(story.slack.deliveries("shortcut")) == 3


def test_one_of_thousands_of_services_is_found_by_typing(story: Story) -> None:
    many_services(story)
    story.slack.shortcut("ben", DECLARE)
    view = story.wait_for(lambda: story.slack.state("ben")["views"])[-1]
    offered = story.slack.suggest("ben", "service", "cell 17", view_id=view["id"])
    assert len(offered["options"]) == 100
    offered = story.slack.suggest("ben", "service", "cell 1742", view_id=view["id"])
    (option,) = offered["options"]
    assert option["text"]["text"] == "Cell 1742"

    values = {"title": "Cell is down", "service": option["value"]}
    story.submits("ben", values)
    story.settle()
    shown = story.shown(story.bot_messages(story.incident_channel(1))[0])
    assert "Cell 1742" in shown


def test_a_service_found_by_typing_stays_when_the_form_is_shown_anew(
    story: Story,
) -> None:
    story.declare("grace", "Cell 1742 answers late")
    many_services(story)
    story.slack.shortcut("ben", DECLARE)
    view = story.wait_for(lambda: story.slack.state("ben")["views"])[-1]
    offered = story.slack.suggest("ben", "service", "cell 1742", view_id=view["id"])
    (option,) = offered["options"]
    values = {"title": "Cell 1742 is late", "service": option["value"]}
    story.submits("ben", values)
    view = story.slack.top_view("ben")
    assert "Is it one of these?" in str(view)
    (menu,) = (b["element"] for b in view["blocks"] if b["block_id"] == "service")
    assert menu["initial_option"]["text"]["text"] == "Cell 1742"


def many_services(story: Story) -> None:
    """3,000 of them, `Cell 0001` to `Cell 3000`."""
    story.muster.sql(
        "INSERT INTO incidents_service"
        " (name, slug, description, runbook_url, team_id)"
        " SELECT 'Cell ' || to_char(n, 'FM0000'), 'cell-' || n, '', '', team.id"
        " FROM generate_series(1, 3000) AS n,"
        " (SELECT min(id) AS id FROM incidents_team) AS team"
    )
