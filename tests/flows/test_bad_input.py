"""Whatever is typed gets a clear answer, and nothing is half done."""

import pytest

from tests.flows.story import Story

HOSTILE = [
    "<!channel> everything is down",
    "Payments *down* _now_ `rm -rf` ~gone~",
    "👩‍👩‍👧 🔥 checkout 🔥",
    "الخدمة معطلة بالكامل",
    "<script>alert(1)</script> & <https://evil.example|click>",
    "\u202eesrever \u0000 and \x1b[31mred",
]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_is_shown_and_does_nothing(story: Story, title: str) -> None:
    story.declare("grace", title)
    channel = story.incident_channel(1)
    posted = [story.bot_messages(channel)[0], story.bot_messages("incidents")[0]]

    assert len(story.members(channel)) >= 1
    for message in posted:
        assert "<!channel>" not in story.mrkdwn(message)
        assert "<https://evil.example" not in story.mrkdwn(message)
        assert "\u202e" not in story.shown(message)


def test_a_title_of_3000_characters_is_refused_with_the_rule(story: Story) -> None:
    said = story.types("grace", "random", f"open {'x' * 3_000}")
    assert "200" in said
    story.settle()
    assert story.incident_count() == 0


def test_a_form_with_too_long_a_title_stays_open_with_the_reason(story: Story) -> None:
    story.types("grace", "random", "")
    story.submits("grace", {"title": "y" * 201})
    view = story.slack.top_view("grace")

    assert "200" in view["errors"]["title"]
    assert story.incident_count() == 0


def test_an_id_that_does_not_exist_is_named(story: Story) -> None:
    assert "There is no INC-999" in story.types("grace", "random", "resolve 999")
    huge = "9" * 40
    assert "There is no" in story.types("grace", "random", f"resolve #{huge}")


def test_a_verb_without_an_incident_says_what_to_do(story: Story) -> None:
    assert "Which incident?" in story.types("grace", "random", "resolve")


def test_an_unknown_person_cannot_be_made_lead(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    for who in ("<@U0NOBODY|nobody>", "@nobody", "everyone please"):
        assert story.types("grace", channel, f"lead {who}").startswith(":warning:")
    assert "Grace" in story.topic(channel)


def test_a_guest_cannot_be_made_lead(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    june = story.slack.user("june")["id"]
    said = story.types("grace", channel, f"lead <@{june}|june>")

    assert "June Abbott is a guest of the workspace" in said
    assert "Grace" in story.topic(channel)


def test_an_unknown_severity_or_status_names_the_choices(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    assert "SEV1, SEV2, SEV3, SEV4" in story.types("grace", channel, "sev 9")
    assert "monitoring" in story.types("grace", channel, "status asleep").lower()


def unheard(story: Story, event: str) -> None:
    """Slack's events of this kind get lost, so that Muster learns of it by failing."""
    story.slack.fault("deliver:event", "drop", times=5, match={"type": event})


def test_an_archived_announcement_channel_does_not_stop_the_rest(story: Story) -> None:
    unheard(story, "channel_archive")
    incidents = story.slack.channel("incidents")
    story.slack.change_channel(incidents["id"], is_archived=True)
    story.declare("grace", "Search is slow", service="Checkout API", settled=False)
    channel = story.incident_channel(1)
    story.wait_for(lambda: story.members(channel["id"]) >= {"grace", "ada"})
    told = story.wait_for(lambda: story.direct_messages("grace"))

    assert "archived" in story.shown(told[0])


def test_an_announcement_follows_the_tag_out_of_an_archived_channel(
    story: Story,
) -> None:
    story.declare("grace", "Search is slow")
    story.slack.change_channel(story.slack.channel("incidents")["id"], is_archived=True)
    story.muster.sql(
        "UPDATE incidents_conversation SET is_archived = name = 'incidents', "
        "tags = CASE name WHEN 'general' THEN ARRAY['tech_incidents'] ELSE tags END"
    )
    story.types("grace", "random", "sev 1 2")

    (announcement,) = story.bot_messages("general")
    assert "Search is slow" in story.shown(announcement)
    assert "SEV2" in story.shown(announcement)


def test_a_deleted_user_does_not_keep_the_others_out(story: Story) -> None:
    unheard(story, "user_change")
    story.slack.save_user(name="ben", deleted=True)
    story.declare("grace", "Search is slow", service="Checkout API")
    channel = story.incident_channel(1)

    assert story.members(channel) == {"grace", "ada", "chloe"}
    assert "Not invited: Ben" in story.timeline(1)
