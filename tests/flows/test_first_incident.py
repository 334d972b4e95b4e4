"""From `/incident` to resolved, as the people in it see it."""

from tests.flows.story import Story


def test_declaring_opens_a_channel_with_everyone_in_it(story: Story) -> None:
    story.declare("grace", "Checkout is down", severity="SEV1", service="Checkout API")
    channel = story.incident_channel(1)

    assert channel["name"] == "inc-1-checkout-is-down"
    assert story.members(channel) == {"grace", "ada", "ben", "chloe", "dev"}
    assert "SEV1" in story.topic(channel)
    (card,) = story.bot_messages(channel)
    assert "Checkout is down" in story.shown(card)
    assert [pin["ts"] for pin in channel["pins"]] == [card["ts"]]
    assert {b["title"] for b in channel["bookmarks"]} >= {"Timeline"}


def test_a_public_incident_is_announced_once_with_its_channel(story: Story) -> None:
    story.declare("grace", "Checkout is down", severity="SEV1")
    channel = story.incident_channel(1)
    (announcement,) = story.bot_messages("incidents")

    assert f"<#{channel['id']}" in story.shown(announcement)
    assert "Checkout is down" in story.shown(announcement)


def test_updates_go_under_the_announcement_and_on_the_card(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    story.types("grace", channel, "update We are rolling back the release")
    announcement, update = story.bot_messages("incidents")

    assert update["thread_ts"] == announcement["ts"]
    assert "rolling back" in story.shown(update)
    card = story.bot_messages(channel)[0]
    assert "rolling back" in story.shown(card)


def test_a_change_edits_the_card_in_place(story: Story) -> None:
    story.declare("grace", "Search is slow", severity="SEV3")
    channel = story.incident_channel(1)
    (before,) = story.bot_messages(channel)
    story.types("ben", channel, "sev 1")
    story.types("ben", channel, "status fixing")
    after = story.bot_messages(channel)[0]

    assert after["ts"] == before["ts"]
    assert "SEV1" in story.shown(after)
    assert "Fixing" in story.shown(after)
    assert "SEV1" in story.topic(channel)


def test_the_lead_is_handed_over_and_invited(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    dev = story.slack.user("dev")["id"]
    story.types("grace", channel, f"lead <@{dev}|dev>")

    assert "dev" in story.members(story.channel(channel["id"]))
    assert "Dev" in story.topic(channel)


def test_resolve_on_the_card_ends_it_everywhere(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    story.presses("grace", channel, "incident_resolve")
    story.submits("grace", {"text": "Rolled back to 4.2"})
    story.settle()

    card = story.bot_messages(channel)[0]
    assert "Resolved" in story.shown(card)
    assert "Rolled back to 4.2" in story.shown(card)
    assert "Resolved" in story.shown(story.bot_messages("incidents")[0])
    assert "Resolved" in story.topic(channel)


def test_a_resolved_incident_is_closed_or_reopened(story: Story) -> None:
    story.declare("grace", "Search is slow", severity="SEV4")
    channel = story.incident_channel(1)
    refusal = story.types("grace", channel, "close")
    assert "cannot become closed" in refusal
    story.types("grace", channel, "resolve it was the cache")
    story.types("grace", channel, "reopen it came back")
    assert "Investigating" in story.topic(channel)
    story.types("grace", channel, "resolve")
    if story.slack.state("grace")["views"]:
        story.submits("grace", {})
    story.types("grace", channel, "close")
    story.settle()
    assert "Closed" in story.topic(channel)


def test_every_verb_takes_an_id_from_anywhere(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    for text in ("sev 1 SEV2", "status INC-1 fixing", "update #1 found it"):
        story.types("hugo", "random", text)
    card = story.shown(story.bot_messages(channel)[0])

    assert "SEV2" in card
    assert "Fixing" in card
    assert "found it" in card


def test_the_command_alone_opens_the_menu_inside_an_incident(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    story.types("grace", channel, "")
    assert "INC-1" in str(story.slack.top_view("grace"))


def test_the_list_shows_what_is_open_worst_first(story: Story) -> None:
    assert "INC-" not in story.types("ben", "random", "list")
    story.declare("grace", "Search is slow", severity="SEV3")
    story.declare("grace", "Payments fail", severity="SEV1")
    listed = story.types("ben", "random", "list")

    assert 0 <= listed.index("Payments fail") < listed.index("Search is slow")


def test_an_unknown_verb_suggests_the_nearest(story: Story) -> None:
    assert "resolve" in story.types("ben", "random", "reslove")


def test_help_names_every_verb(story: Story) -> None:
    shown = story.types("ben", "random", "help")
    for verb in ("open", "update", "sev", "status", "lead", "resolve", "close", "list"):
        assert verb in shown


def test_the_home_shows_open_incidents_and_follows_them(story: Story) -> None:
    story.slack.home("ben")
    story.settle()
    assert "INC-1" not in str(story.slack.state("ben")["home"])
    story.declare("grace", "Search is slow")
    assert "Search is slow" in str(story.slack.state("ben")["home"])
    story.types("grace", "random", "resolve 1 fixed")
    assert "Search is slow" not in str(story.slack.state("ben")["home"])


def test_a_private_incident_is_seen_by_its_own_people_alone(story: Story) -> None:
    story.slack.home("ben")
    story.declare("grace", "Laptop stolen", service="Checkout API", private=True)
    channel = story.incident_channel(1)

    assert channel["is_private"]
    assert story.members(channel) == {"grace"}
    assert story.bot_messages("incidents") == []
    assert "Laptop" not in str(story.slack.state("ben")["home"])
    assert "Laptop" not in story.types("ben", "random", "list")
    assert "There is no INC-1" in story.types("ben", "random", "resolve 1")
    assert "Laptop stolen" in story.types("grace", "random", "list")
