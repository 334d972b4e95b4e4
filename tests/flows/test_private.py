"""A private incident, also one that was public first: who meets it where."""

from tests.flows.story import Story


def test_what_was_public_is_taken_back_as_far_as_slack_allows(story: Story) -> None:
    story.declare("grace", "Payroll export was read")
    channel = story.incident_channel(1)
    story.slack.home("ben")
    story.types("grace", channel, "update The key was revoked")
    announced = story.bot_messages("incidents")[0]
    story.slack.message("ben", "incidents", "Which key?", thread_ts=announced["ts"])
    story.types("grace", channel, "private")
    form = str(story.form("grace"))
    assert "What Muster cannot do" in form
    assert "*stays public*" in form
    assert "Grace" in form
    story.slack.fault("chat.delete", "429", retry_after=1)
    story.submits("grace", {})
    story.settle()

    assert story.bot_messages("incidents") == []
    assert "Which key?" in str(story.slack.texts("incidents"))
    assert "Payroll" not in str(story.slack.state("ben")["home"])
    assert "INC-1" not in story.types("ben", "random", "list")
    assert "There is no INC-1" in story.types("ben", "random", "resolve 1")
    card, *_, post = story.bot_messages(channel)
    assert "anybody can read this channel" in story.shown(card)
    assert "Made private* by Grace" in story.shown(post)
    assert "This channel stays public" in story.shown(post)
    story.types("grace", channel, "update Nothing was misused")
    assert story.bot_messages("incidents") == []


def test_joining_a_channel_that_stayed_public_shows_nothing_elsewhere(
    story: Story,
) -> None:
    story.declare("grace", "Payroll export was read")
    channel = story.incident_channel(1)
    story.types("grace", channel, "private")
    story.submits("grace", {})
    story.settle()
    story.slack.join("ben", channel["id"])
    story.settle()

    assert "INC-1" not in story.types("ben", "random", "list")
    assert "Payroll" not in story.types("ben", channel, "resolve 1")


def test_who_leaves_its_channel_meets_it_no_more(story: Story) -> None:
    story.declare("grace", "Laptop stolen", private=True)
    channel = story.incident_channel(1)
    dev = story.slack.user("dev")["id"]
    story.types("grace", channel, f"role comms <@{dev}|dev>")
    assert "Laptop stolen" in story.types("dev", "random", "list")
    story.slack.leave("dev", channel["id"])
    story.wait_for(lambda: "left the channel" in story.timeline(1))
    story.settle()

    assert "Laptop" not in story.types("dev", "random", "list")
    assert "Comms*" not in story.shown(story.bot_messages(channel)[0])
    assert "Laptop stolen" in story.types("grace", "random", "list")


def test_its_declarer_makes_it_public_and_it_is_announced(story: Story) -> None:
    story.declare("grace", "Laptop stolen", private=True)
    channel = story.incident_channel(1)
    story.types("grace", channel, "public")
    assert "Its channel stays private" in str(story.form("grace"))
    story.submits("grace", {})
    story.settle()

    assert "Laptop stolen" in story.shown(story.bot_messages("incidents")[0])
    assert "Laptop stolen" in story.types("ben", "random", "list")
    assert "Made public" in story.shown(story.bot_messages(channel)[-1])


def test_its_times_are_mended_in_order(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    story.types("grace", channel, "status fixing")
    story.types("grace", channel, "times")
    form = story.form("grace")
    shown = {b["block_id"]: b["element"] for b in form["blocks"] if "element" in b}
    declared = shown["declared_at"]["initial_date_time"]
    times = {
        name: {"selected_date_time": element["initial_date_time"]}
        for name, element in shown.items()
    }
    early = {"selected_date_time": declared - 3600}
    story.submits("grace", times | {"fixing_at": early})
    errors = str(story.form("grace")["errors"])
    assert "cannot be before Investigating" in errors
    story.submits("grace", times | {"declared_at": early})
    story.settle()
    assert "Times: Declared" in story.timeline(1)
