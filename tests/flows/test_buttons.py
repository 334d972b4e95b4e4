"""What the card, the menu and the Home offer, done by pressing alone."""

from typing import Any

from slack_sdk import WebClient

from tests.flows.story import Json, Story


def chosen(value: str) -> Json:
    """What a menu's choice carries in Slack's payload."""
    return {"selected_option": {"value": value}}


def buttons(shown: Any) -> set[str]:
    """The buttons and menus of a message or view, by action id."""
    blocks = [b for b in shown["blocks"] if b["type"] == "actions"]
    return {e["action_id"] for block in blocks for e in block["elements"]}


def test_the_menu_in_the_channel_leads_to_each_form_and_back_to_the_channel(
    story: Story,
) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    for action, values in (
        ("incident_update", {"text": "Found the query"}),
        ("incident_severity", {"severity": "SEV2"}),
        ("incident_resolve", {"text": "Killed the query"}),
    ):
        story.types("grace", channel, "")
        menu = story.slack.top_view("grace")
        story.slack.action("grace", action, view_id=menu["id"])
        story.wait_for(lambda: len(story.slack.state("grace")["views"]) == 2)
        story.submits("grace", values)
        assert story.slack.state("grace")["views"] == []
    story.settle()

    card = story.shown(story.bot_messages(channel)[0])
    assert "Found the query" in card
    assert "SEV2" in card
    assert "Killed the query" in card


def test_the_menu_offers_the_lead_to_everyone_but_the_lead(story: Story) -> None:
    story.declare("grace", "Search is slow", service="Checkout API")
    channel = story.incident_channel(1)
    story.types("grace", channel, "")
    story.types("ben", channel, "")

    assert "incident_take_lead" not in buttons(story.slack.top_view("grace"))
    assert "incident_take_lead" in buttons(story.slack.top_view("ben"))


def test_the_cards_menus_change_severity_and_status_at_once(story: Story) -> None:
    story.declare("grace", "Search is slow", service="Checkout API")
    channel = story.incident_channel(1)
    story.presses("ben", channel, "incident_severity", chosen("1:SEV1"))
    story.presses("ada", channel, "incident_status", chosen("1:monitoring"))
    story.settle()
    (card,) = story.bot_messages(channel)

    assert "SEV1" in story.shown(card)
    assert "Monitoring" in story.shown(card)
    assert "SEV1 · Monitoring" in story.topic(channel)


def test_taking_the_lead_mentions_nobody(story: Story) -> None:
    story.declare("grace", "Search is slow", service="Checkout API")
    channel = story.incident_channel(1)
    story.presses("ben", channel, "incident_take_lead")
    story.settle()

    assert "Lead: Ben" in story.topic(channel)
    assert all("<@U" not in story.mrkdwn(m) for m in story.bot_messages(channel))


def views_of(who: str, story: Story) -> Any:
    return story.slack.state(who)["views"]


def test_two_people_at_once_are_both_heard_and_the_second_is_told(
    story: Story,
) -> None:
    story.declare("grace", "Search is slow", service="Checkout API")
    channel = story.incident_channel(1)
    for who in ("grace", "ben"):
        story.types(who, channel, "resolve")
        assert story.slack.top_view(who)["callback_id"] == "incident_resolve"
    story.submits("grace", {"text": "Rolled back"})
    story.submits("ben", {"text": "Restarted it"})
    story.settle()

    assert "INC-1 is resolved already" in str(story.slack.top_view("ben")["errors"])
    assert "Rolled back" in story.shown(story.bot_messages(channel)[0])


def test_the_homes_buttons_update_and_resolve(story: Story) -> None:
    story.slack.home("ben")
    story.declare("grace", "Search is slow")
    for action, text in (
        ("incident_update", "Found the query"),
        ("incident_resolve", "Killed the query"),
    ):
        home = story.slack.state("ben")["home"]
        story.slack.action("ben", action, view_id=home["id"])
        story.submits("ben", {"text": text})
        story.settle()
    card = story.shown(story.bot_messages(story.incident_channel(1))[0])

    assert "Killed the query" in card
    assert "Search is slow" not in str(story.slack.state("ben")["home"])


def test_the_home_declares(story: Story) -> None:
    story.slack.home("ben")
    story.settle()
    home = story.slack.state("ben")["home"]
    story.slack.action("ben", "incident_declare", view_id=home["id"])
    story.submits("ben", {"title": "Payouts are late"})
    story.settle()

    assert story.members(story.incident_channel(1)) == {"ben"}


def test_a_deleted_card_is_posted_anew_with_the_next_change(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    (card,) = story.bot_messages(channel)
    bot = WebClient(token=story.slack.bot_token, base_url=story.slack.api_url)
    bot.chat_delete(channel=channel["id"], ts=card["ts"])
    story.types("grace", channel, "sev 2")
    (anew,) = story.bot_messages(channel)

    assert anew["ts"] != card["ts"]
    pins = story.channel(channel["id"])["pins"]
    assert anew["ts"] in [pin["ts"] for pin in pins]
    assert "SEV2" in story.shown(anew)
    assert buttons(anew) == buttons(card)


def test_the_announcement_is_edited_and_nothing_is_posted_elsewhere(
    story: Story,
) -> None:
    story.declare("grace", "Search is slow", service="Checkout API", severity="SEV3")
    channel = story.incident_channel(1)
    (before,) = story.bot_messages("incidents")
    story.types("grace", channel, "sev 2")
    story.types("grace", channel, "status fixing")
    story.types("grace", channel, "resolve rolled back")
    announcement, *thread = story.bot_messages("incidents")

    assert announcement["ts"] == before["ts"]
    assert "SEV2" in story.shown(announcement)
    assert "Resolved" in story.shown(announcement)
    assert {m["thread_ts"] for m in thread} == {before["ts"]}
    posted = [
        each["name"]
        for each in story.slack.dump()["channels"]
        if each["id"] not in (channel["id"], announcement_channel(story))
        and story.bot_messages(each["id"])
    ]
    assert posted == []


def announcement_channel(story: Story) -> str:
    return str(story.channel("incidents")["id"])


def test_an_incident_costs_the_channel_two_posts_of_muster(story: Story) -> None:
    story.declare("grace", "Search is slow", service="Checkout API", severity="SEV2")
    channel = story.incident_channel(1)
    story.types("grace", channel, "status fixing")
    story.types("grace", channel, "resolve rolled back")

    card, resolved = story.bot_messages(channel)
    assert "Resolved" in story.shown(resolved)
    for message in (card, resolved):
        assert "<@" not in story.mrkdwn(message)
        assert "<!channel>" not in story.mrkdwn(message)
