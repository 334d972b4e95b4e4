"""What is to be done after an incident, from the first word until it is ticked off."""

from datetime import UTC, datetime, timedelta

from tests.flows.story import Json, Story


def follow_up(story: Story, number: int = 1) -> tuple[object, ...]:
    """Title, owner, day and status of a follow-up."""
    ((title, owner, due, status),) = story.muster.sql(
        "SELECT f.title, p.name, f.due_on, f.status FROM incidents_followup f "
        f"LEFT JOIN incidents_person p ON p.id = f.owner_id WHERE f.id = {number}"
    )
    return title, owner, due, status


def card(story: Story) -> str:
    story.settle()
    return story.shown(story.bot_messages(story.incident_channel(1))[0])


def mention(story: Story, who: str) -> str:
    return f"<@{story.slack.user(who)['id']}|{who}>"


def top(story: Story, who: str, words: str) -> Json:
    """The modal on top, once it says this."""

    def look() -> Json | None:
        views = story.slack.state(who)["views"]
        found: Json | None = views[-1] if views else None
        return found if found and words in story.shown(found) else None

    return story.wait_for(look)


def is_due(story: Story) -> None:
    """Its morning has come."""
    story.muster.sql(
        "UPDATE incidents_reminder SET due_at = now() WHERE kind = 'follow_up'"
    )


def test_a_line_of_words_makes_one_with_owner_and_day_on_the_card(
    story: Story,
) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    words = (
        f"follow-up Watch the certificate's <expiry> {mention(story, 'ben')} in 3 days"
    )
    told = story.types("grace", channel, words)
    assert "Watch the certificate's <expiry>" in told
    assert "Ben Castellano is reminded" in told

    title, owner, due, status = follow_up(story)
    assert (title, owner, status) == (
        "Watch the certificate's <expiry>",
        "Ben Castellano",
        "open",
    )
    assert due == (datetime.now(UTC) + timedelta(days=3)).date()
    shown = card(story)
    assert "Follow-ups" in shown
    assert "⬜ Watch the certificate's <expiry> · Ben Castellano · due" in shown
    assert len(story.bot_messages(channel)) == 1
    assert story.direct_messages("ben") == []


def test_the_list_ticks_off_and_shows_itself_anew(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    story.types("grace", channel, "todo Add an alert")
    story.types("grace", channel, "todo Write the runbook")
    story.types("ben", channel, "follow-ups 1")
    listed = top(story, "ben", "Write the runbook")
    story.slack.action(
        "ben", "follow_up_done", view_id=listed["id"], block_id="follow_up:1"
    )
    listed = top(story, "ben", "✅ Add an alert")
    assert "1 of 2 done" in card(story)
    assert "Add an alert" not in card(story)
    story.slack.action(
        "ben", "follow_up_take", view_id=listed["id"], block_id="follow_up:2"
    )
    listed = top(story, "ben", "Write the runbook · Ben Castellano")
    story.slack.action("ben", "follow_up_reopen", view_id=listed["id"])
    top(story, "ben", "⬜ Add an alert")
    assert [
        line for line in story.timeline(1).splitlines() if line.startswith("Follow-up")
    ] == [
        "Follow-up: Add an alert",
        "Follow-up: Write the runbook",
        "Follow-up done: Add an alert",
        "Follow-up changed: Write the runbook: owner nobody → Ben Castellano",
        "Follow-up reopened: Add an alert",
    ]


def test_the_form_makes_one_and_changes_it(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    story.types("grace", channel, "follow-up")
    view = top(story, "grace", "What is to be done?")
    ben = story.slack.user("ben")["id"]
    day = (datetime.now(UTC) + timedelta(days=9)).date()
    values = {
        "title": {"title": {"value": "Renew the key"}},
        "owner": {"owner": {"selected_user": ben}},
        "due": {"due": {"selected_date": day.isoformat()}},
    }
    assert story.slack.submit("grace", view["id"], values)["ok"]
    confirmed = top(story, "grace", "Renew the key")
    assert follow_up(story) == ("Renew the key", "Ben Castellano", day, "open")

    story.slack.action("grace", "incident_follow_up", view_id=confirmed["id"])
    form = top(story, "grace", "What is to be done?")
    inputs = {b["block_id"]: b["element"] for b in form["blocks"] if "element" in b}
    assert inputs["owner"]["initial_user"] == ben
    assert inputs["due"]["initial_date"] == day.isoformat()
    values["due"] = {"due": {"selected_date": "2020-01-01"}}
    story.slack.submit("grace", form["id"], values)
    again = top(story, "grace", "What is to be done?")
    assert "2020-01-01 has passed" in again["errors"]["due"]
    values["due"] = {"due": {"selected_date": None}}
    values["title"] = {"title": {"value": "Renew both keys"}}
    assert story.slack.submit("grace", form["id"], values)["ok"]
    assert follow_up(story) == ("Renew both keys", "Ben Castellano", None, "open")


def test_the_home_lists_mine_and_ticks_them_off(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    story.types("grace", channel, "todo Add an alert @me tomorrow")
    story.types("grace", channel, f"todo Not mine {mention(story, 'ben')}")
    story.slack.home("grace")
    story.settle()

    def home() -> str:
        return story.shown(story.slack.state("grace")["home"])

    story.wait_for(lambda: "Your follow-ups: 1 open" in home() or None)
    assert "Add an alert" in home()
    assert "INC-1 Search is slow" in home()
    assert "Not mine" not in home()
    view = story.slack.state("grace")["home"]
    story.slack.action("grace", "follow_up_done", view_id=view["id"])
    story.settle()
    assert "Your follow-ups" not in home()
    assert story.slack.state("grace")["views"] == []
    assert follow_up(story)[3] == "done"


def test_the_owner_is_reminded_in_one_message_that_shows_what_became_of_it(
    story: Story,
) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    story.types("grace", channel, f"todo Add an alert {mention(story, 'ben')} today")
    is_due(story)
    (message,) = story.wait_for(lambda: story.direct_messages("ben"))
    assert "Add an alert" in story.shown(message)
    assert "due *today*" in story.shown(message)
    assert "Follow-up of INC-1 Search is slow" in story.shown(message)

    is_due(story)
    story.wait_for(lambda: story.direct_messages("ben") not in ([], [message]) or None)
    story.settle()
    (second,) = story.direct_messages("ben")
    assert second["ts"] != message["ts"]

    where = next(
        c["id"] for c in story.slack.dump()["channels"] if second in c["messages"]
    )
    for action, told in (
        ("follow_up_snooze", "Snoozed until"),
        ("follow_up_done", "✅"),
    ):
        story.slack.action("ben", action, channel=where, ts=second["ts"])
        story.settle()
        (now,) = story.direct_messages("ben")
        assert now["ts"] == second["ts"]
        assert told in story.shown(now)
    assert follow_up(story)[3] == "done"
    ((count,),) = story.muster.sql(
        "SELECT count(*) FROM incidents_reminder WHERE kind = 'follow_up'"
    )
    assert count == 0


def test_who_is_given_it_hears_of_it_and_the_old_message_goes(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    story.types("grace", channel, f"todo Add an alert {mention(story, 'ben')} today")
    is_due(story)
    story.wait_for(lambda: story.direct_messages("ben"))
    story.types("hugo", channel, "follow-ups 1")
    listed = top(story, "hugo", "Add an alert")
    story.slack.action("hugo", "follow_up_take", view_id=listed["id"])
    story.settle()
    assert story.direct_messages("ben") == []
    (message,) = story.direct_messages("hugo")
    assert "Add an alert" in story.shown(message)


def test_one_that_nobody_owns_is_the_leads_to_hear_of(story: Story) -> None:
    story.declare("grace", "Search is slow")
    story.types("grace", story.incident_channel(1), "todo Add an alert today")
    is_due(story)
    (message,) = story.wait_for(lambda: story.direct_messages("grace"))
    assert "You are asked because nobody owns it" in story.shown(message)


def test_an_owner_outside_a_private_incident_is_refused(story: Story) -> None:
    story.declare("grace", "Payroll was read", private=True)
    channel = story.incident_channel(1)
    told = story.types("grace", channel, f"todo Ask why {mention(story, 'ben')}")
    assert "INC-1 is private and Ben Castellano is not in it" in told
    assert "Follow-up" not in story.timeline(1)


def test_a_message_makes_one_that_links_to_it(story: Story) -> None:
    story.declare("grace", "Search is slow")
    channel = story.incident_channel(1)
    said = story.slack.message(
        "grace", channel["id"], "We must *watch*\nthe &lt;disk&gt;"
    )
    story.slack.message_action("grace", channel["id"], said["ts"], "muster_follow_up")
    form = top(story, "grace", "What is to be done?")
    (title,) = (b["element"] for b in form["blocks"] if b.get("block_id") == "title")
    assert title["initial_value"] == "We must *watch* the <disk>"
    story.submits("grace", {"title": "Watch the disk"})
    story.settle()
    link = f"/archives/{channel['id']}/p{said['ts'].replace('.', '')}|Watch the disk>"
    shown = story.mrkdwn(story.bot_messages(channel)[0])
    assert link in shown


def test_a_message_elsewhere_asks_for_the_incident(story: Story) -> None:
    story.declare("grace", "Search is slow")
    random = story.channel("random")
    said = story.slack.message("ben", random["id"], "Add an alert")
    story.slack.message_action("ben", random["id"], said["ts"], "muster_follow_up")
    form = top(story, "ben", "Which incident?")
    offered = story.slack.suggest("ben", "incident_choice", "sea", view_id=form["id"])
    values = {
        "incident_choice": {
            "incident_choice": {"selected_option": offered["options"][0]}
        },
        "title": {"title": {"value": "Add an alert"}},
    }
    assert story.slack.submit("ben", form["id"], values)["ok"]
    assert follow_up(story)[0] == "Add an alert"
    assert "Add an alert" in card(story)
