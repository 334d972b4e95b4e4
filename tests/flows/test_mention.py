"""Mentioning the bot: the person alone is offered what fits."""

from tests.flows.story import Story


def bot(story: Story) -> str:
    users = story.slack.dump()["users"]
    return next(str(user["id"]) for user in users if user.get("is_bot"))


def test_a_mention_offers_to_declare_what_was_written(story: Story) -> None:
    story.declare("grace", "Checkout is down")
    channel = "random"
    story.slack.change_channel(channel, add=[bot(story)])
    story.slack.message("ben", channel, f"<@{bot(story)}> checkout down for everybody")
    (offered,) = story.wait_for(lambda: story.private_texts("ben", channel))
    assert "Shall I declare “checkout down for everybody”?" in offered
    assert "INC-1" in offered
    assert story.private_texts("ada", channel) == []


def test_in_an_incidents_channel_a_mention_shows_what_can_be_done(story: Story) -> None:
    story.declare("grace", "Checkout is down")
    channel = story.incident_channel(1)
    story.slack.message("grace", channel["id"], f"<@{bot(story)}> help")
    (offered,) = story.wait_for(lambda: story.private_texts("grace", channel["id"]))
    assert "This is INC-1" in offered
