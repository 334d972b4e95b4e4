"""Following an incident without being in its channel."""

from collections.abc import Callable

from tests.company import Company
from tests.flows.story import Json, Story
from tests.flows.test_buttons import chosen


def follow(story: Story, who: str, way: str) -> None:
    """Press Follow on the announcement, choose, and submit."""
    story.presses(who, "incidents", "incident_follow")
    view = story.wait_for(lambda: story.slack.state(who)["views"])[-1]
    story.slack.submit(who, view["id"], {"way": {"way": chosen(way)}})
    story.settle()
    story.closes_everything(who)


def mail(story: Story, who: str) -> list[Json]:
    """The e-mails that this person has, oldest first."""
    return story.slack.mail(f"{who}@brightwater.example")


def test_a_follower_has_one_message_with_all_that_happens_in_its_thread(
    story: Story,
) -> None:
    story.declare("grace", "Search is slow", severity="SEV3", service="Checkout API")
    channel = story.incident_channel(1)
    follow(story, "dev", "dm")
    story.types("grace", channel, "update The index is rebuilt")
    story.types("ben", channel, "sev 2")
    story.types("ben", channel, "resolve rebuilt")
    story.types("ben", channel, "reopen not yet")

    root, *thread = story.direct_messages("dev")
    assert "You follow" in story.shown(root)
    assert "SEV2" in story.shown(root)
    assert "Investigating" in story.shown(root)
    assert {m["thread_ts"] for m in thread} == {root["ts"]}
    told = [story.shown(message) for message in thread]
    for text, message in zip(
        ("The index is rebuilt", "SEV3 → SEV2", "Resolved", "Reopened"),
        told,
        strict=True,
    ):
        assert text in message


def test_who_stops_following_is_told_no_more(story: Story) -> None:
    story.declare("grace", "Search is slow", severity="SEV3")
    follow(story, "dev", "dm")
    (root,) = story.direct_messages("dev")
    where = next(
        c["id"] for c in story.slack.dump()["channels"] if root in c["messages"]
    )
    story.slack.action("dev", "incident_unfollow", channel=where, ts=root["ts"])
    story.settle()
    story.types("grace", story.incident_channel(1), "update The index is rebuilt")

    (only,) = story.direct_messages("dev")
    assert "no longer follow" in story.shown(only)


def test_who_writes_an_update_is_not_told_of_it(story: Story) -> None:
    story.declare("grace", "Search is slow")
    assert "You follow INC-1" in story.types("grace", "random", "follow 1 dm")
    story.types("grace", "random", "update 1 The index is rebuilt")

    (root,) = story.direct_messages("grace")
    assert "You follow" in story.shown(root)


def test_a_follower_by_e_mail_gets_each_update_in_one_thread(story: Story) -> None:
    story.declare("grace", "Search is slow", severity="SEV3", service="Checkout API")
    channel = story.incident_channel(1)
    follow(story, "elena", "email")
    dev = story.slack.user("dev")["id"]
    story.types(
        "grace", channel, f"update <@{dev}|dev> rebuilds the index <now> & then"
    )
    story.types("ben", channel, "sev 2")

    update, change = mail(story, "elena")
    assert update["subject"] == "[INC-1] SEV3 · Investigating: Search is slow"
    assert "Dev" in update["text"]
    assert "rebuilds the index <now> & then" in update["text"]
    assert "rebuilds the index &lt;now&gt; &amp; then" in update["html"]
    assert f"{story.muster.url}/incidents/1/" in update["text"]
    assert "SEV2" in change["subject"]
    assert update["headers"]["References"] == change["headers"]["References"]
    assert update["message_id"] != change["message_id"]
    assert story.direct_messages("elena") == []


def test_an_e_mail_is_sent_once_more_when_the_server_was_busy(story: Story) -> None:
    story.declare("grace", "Search is slow", severity="SEV3")
    assert "by e-mail" in story.types("elena", "random", "subscribe 1 email")
    story.slack.fault("smtp", "error", error="451 4.3.0 busy", times=1)
    story.types("grace", "random", "update 1 The index is rebuilt")

    (update,) = mail(story, "elena")
    assert "The index is rebuilt" in update["text"]


def test_an_e_mail_that_no_server_takes_is_told_with_what_to_do(
    start_company: Callable[..., Company],
) -> None:
    story = Story(*start_company(EMAIL_URL=""))
    story.declare("grace", "Search is slow", severity="SEV3")
    assert "sends no e-mail" in story.types("elena", "random", "subscribe 1 email")
    story.muster.sql(
        "INSERT INTO incidents_subscription (incident_id, person_id, way) "
        "SELECT 1, id, 'email' FROM incidents_person WHERE email LIKE 'elena@%%'"
    )
    story.types("ben", "random", "update 1 The index is rebuilt")
    (told,) = story.direct_messages("grace")

    assert "E-mailing a follower" in story.shown(told)
    assert "set EMAIL_URL" in story.shown(told)


def test_who_may_not_know_of_it_any_more_is_told_nothing(story: Story) -> None:
    story.declare("grace", "Search is slow", severity="SEV3")
    follow(story, "dev", "dm")
    follow(story, "elena", "email")
    story.muster.sql("UPDATE incidents_incident SET is_private = true")
    story.types("grace", "random", "update 1 The export was read by a stranger")

    (root,) = story.direct_messages("dev")
    assert "You no longer follow INC-1" in story.shown(root)
    assert "Search is slow" not in story.shown(root)
    assert mail(story, "elena") == []
    assert story.muster.sql("SELECT 1 FROM incidents_subscription") == []
