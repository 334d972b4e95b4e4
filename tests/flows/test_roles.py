"""Who does what in an incident, and how they hear of it."""

from tests.flows.story import Json, Story


def mention(story: Story, who: str) -> str:
    return f"<@{story.slack.user(who)['id']}|{who}>"


def users(story: Story, *names: str) -> Json:
    """What a menu of people holds in Slack's payload."""
    return {"selected_users": [story.slack.user(name)["id"] for name in names]}


def test_a_role_is_handed_over_in_the_channel_and_its_holder_briefed(
    story: Story,
) -> None:
    story.declare("grace", "Checkout is down", severity="SEV1")
    channel = story.incident_channel(1)
    story.types("grace", channel, "update Failover is under way")
    answer = story.types("grace", channel, f"role comms {mention(story, 'dev')}")

    assert "is Comms of INC-1 now" in answer
    assert "dev" in story.members(channel)
    card, _, post = story.bot_messages(channel)
    assert "Comms* Dev" in story.shown(card)
    assert f"<@{story.slack.user('dev')['id']}> is Comms of INC-1 now" in story.shown(
        post
    )
    assert "Grace" in story.shown(post)
    assert "Next update due" in story.shown(post)
    assert "Nobody is: Scribe" in story.shown(post)
    (briefing,) = story.direct_messages("dev")
    told = story.shown(briefing)
    assert "You are Comms of INC-1 now (Grace" in told
    assert "You write the updates" in told
    assert "Failover is under way" in told
    assert f"<#{channel['id']}>" in told


def test_the_lead_hears_what_is_open_when_they_take_it(story: Story) -> None:
    story.declare("grace", "Checkout is down", service="Checkout API")
    channel = story.incident_channel(1)
    story.types("grace", channel, "follow-up Add a test")
    story.presses("ben", channel, "incident_take_lead")
    story.settle()

    post = story.bot_messages(channel)[-1]
    assert "Ben" in story.shown(post)
    assert "Before: Grace" in story.shown(post)
    assert "Add a test" in story.shown(post)
    assert "<@" not in story.mrkdwn(post)
    told = story.shown(story.direct_messages("ben")[-1])
    assert "You lead INC-1 now" in told
    assert "Add a test" in told


def test_the_form_shows_who_has_what_and_one_press_takes_or_gives_up(
    story: Story,
) -> None:
    story.declare("grace", "Checkout is down", service="Checkout API")
    channel = story.incident_channel(1)
    story.presses("ben", channel, "incident_role")
    form = story.form("ben")
    assert "Lead*: Grace" in str(form)
    take = next(b for b in form["blocks"] if "Scribe" in str(b.get("text")))
    story.slack.action(
        "ben", "incident_role_take", view_id=form["id"], block_id=take["block_id"]
    )
    story.settle()
    assert "Scribe* Ben" in story.shown(story.bot_messages(channel)[0])

    story.closes_everything("ben")
    story.presses("ben", channel, "incident_role")
    form = story.form("ben")
    story.slack.action("ben", "incident_role_leave", view_id=form["id"])
    story.settle()
    assert "Scribe*" not in story.shown(story.bot_messages(channel)[0])
    assert "Scribe: Ben" in story.timeline(1)


def test_the_form_gives_a_role_to_several_at_once(story: Story) -> None:
    story.declare("grace", "Checkout is down")
    channel = story.incident_channel(1)
    story.types("grace", channel, "role")
    chosen = {"selected_option": {"value": "comms"}}
    both = users(story, "dev", "elena")
    story.submits("grace", {"role": chosen, "people": both})
    refused = str(story.form("grace")["errors"])
    assert "Comms is a role for one" in refused
    chosen = {"selected_option": {"value": "responder"}}
    story.submits("grace", {"role": chosen, "people": both})
    story.settle()

    assert {"dev", "elena"} <= story.members(channel)
    card = story.shown(story.bot_messages(channel)[0])
    assert "Responder* Dev" in card
    assert "Elena" in card
    assert len(story.bot_messages(channel)) == 1
    assert len(story.direct_messages("elena")) == 1


def test_a_role_that_is_none_is_answered_with_those_there_are(story: Story) -> None:
    story.declare("grace", "Checkout is down")
    answer = story.types("grace", story.incident_channel(1), "role pilot me")
    assert "The roles are: lead, comms, scribe, responder." in answer
