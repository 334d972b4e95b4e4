"""What a machine opened, from triage to its end, as people meet it in Slack."""

from tests.flows.story import Json, Story


def said(story: Story, messages: list[Json]) -> str:
    return "\n".join(story.shown(message) for message in messages)


def test_whoever_accepts_it_where_it_was_announced_leads_it(story: Story) -> None:
    story.machine_opens("Errors of Checkout", severity="SEV2")
    assert "Triage" in story.shown(story.bot_messages("incidents")[0])
    story.presses("ben", "incidents", "incident_accept")
    story.settle()

    channel = story.incident_channel(1)
    assert "SEV2 · Investigating · Lead: Ben" in story.topic(channel)
    assert "ben" in story.members(channel)
    assert "Accepted by Ben" in said(story, story.bot_messages(channel)).replace(
        "*", ""
    )
    announcement = story.shown(story.bot_messages("incidents")[0])
    assert "Investigating" in announcement
    assert "Accept" not in announcement.replace("Accepted", "")


def test_declining_on_the_card_asks_why_and_tells_it(story: Story) -> None:
    story.machine_opens("Errors of Checkout")
    channel = story.incident_channel(1)
    story.presses("ben", "incidents", "incident_decline")
    story.submits("ben", {"reason": "The load test of Tuesday"})
    story.settle()

    (card, post) = story.bot_messages(channel)
    assert "Why it was declined" in story.shown(card)
    assert "The load test of Tuesday" in story.shown(post)
    assert "There is nothing" not in story.types("ben", "random", "list")
    assert "INC-1" not in story.types("ben", "random", "list")
    assert "only what is in triage" in story.types("ada", "random", "accept 1")


def test_what_has_no_channel_yet_gets_one_when_somebody_takes_it_up(
    story: Story,
) -> None:
    story.slack.home("ben")
    story.machine_opens("Disk fills up", opens_channel=False)
    assert "no channel" in story.types("ben", "random", "list")
    home = story.slack.state("ben")["home"]
    story.slack.action("ben", "incident_accept", view_id=home["id"])
    story.settle()

    channel = story.incident_channel(1)
    assert story.members(channel) == {"ben"}
    assert "Disk fills up" in story.shown(story.bot_messages(channel)[0])


def test_a_merged_incident_points_to_the_one_that_goes_on(story: Story) -> None:
    story.declare("grace", "Payments fail")
    story.declare("ben", "Checkout is down")
    first, second = story.incident_channel(1), story.incident_channel(2)
    story.types("grace", first, "note Card network answers 500")
    story.types("ben", "random", "merge 1 into INC-2")
    asked = str(story.form("ben"))
    assert "INC-1* Payments fail" in asked
    assert "merged into *INC-2* Checkout is down" in asked
    assert "cannot be undone" in asked
    assert "Merged" not in story.topic(first)
    story.submits("ben", {})
    story.settle()

    answer = str(story.form("ben"))
    assert f"INC-1 is merged into INC-2: <#{second['id']}" in answer
    assert f"Merged into INC-2 (#{second['name']})" in story.topic(first)
    card, post = story.bot_messages(first)
    for message in (card, post, story.bot_messages("incidents")[0]):
        assert "INC-2" in story.shown(message)
        assert f"<#{second['id']}" in story.shown(message)
    assert not story.channel(first["id"])["is_archived"]
    assert story.members(second) == {"grace", "ben"}
    assert "INC-1 was merged into this one" in said(story, story.bot_messages(second))
    assert "[INC-1] Card network answers 500" in story.timeline(2)
    for verb in ("update It goes on", "sev 1", "resolve Rolled back", "role comms me"):
        told = story.types("grace", first, verb)
        assert "INC-1 was merged into INC-2: go on there." in told
    assert "INC-1" not in story.types("hugo", "random", "list")


def test_the_form_merges_into_an_open_one_of_the_list(story: Story) -> None:
    story.declare("ben", "Checkout is down")
    story.machine_opens("Errors of Checkout")
    story.presses("ben", story.incident_channel(2), "incident_merge")
    form = story.form("ben")
    offered = story.slack.suggest("ben", "into", "checkout", view_id=form["id"])
    assert "INC-1 Checkout is down" in str(offered)
    assert "INC-2" not in str(offered)
    story.submits("ben", {"into": {"selected_option": {"value": "1"}}})
    story.settle()

    assert "INC-2 is merged into INC-1" in str(story.form("ben"))
    assert "Merged into INC-1" in story.topic(story.incident_channel(2))
