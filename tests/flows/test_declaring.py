"""Declaring well: no second one of the same, a severity that fits."""

import json

from tests.flows.story import Json, Story


def top(story: Story, who: str) -> Json:
    views: list[Json] = story.wait_for(lambda: story.slack.state(who)["views"])
    return views[-1]


def words(view: Json) -> str:
    return json.dumps(view["blocks"], ensure_ascii=False)


def once_it_says(story: Story, text: str) -> Json:
    """Grace's form, shown anew with this text."""

    def look() -> Json | None:
        view = top(story, "grace")
        return view if text in words(view) else None

    return story.wait_for(look)


def test_what_is_open_already_is_offered_before_a_second_is_made(story: Story) -> None:
    story.declare("grace", "Checkout is down")
    story.slack.command("ben", "random", "/incident", "open")
    story.submits("ben", {"title": "Checkout down for all", "summary": "Cards fail"})
    view = top(story, "ben")
    assert "Is it one of these?" in words(view)
    assert "INC-1" in words(view)
    assert "Cards fail" in words(view)
    assert view["submit"]["text"] == "Declare another"
    assert story.incident_count() == 1

    story.submits("ben", {"title": "Checkout down for all", "summary": "Cards fail"})
    story.settle()
    assert story.incident_count() == 2


def test_a_title_typed_behind_open_is_compared_at_once(story: Story) -> None:
    story.declare("grace", "Checkout is down")
    story.slack.command("ben", "random", "/incident", "open checkout down")
    assert "INC-1" in words(top(story, "ben"))
    story.submits("ben", {"title": "checkout down"})
    story.settle()
    assert story.incident_count() == 2


def test_answers_about_the_impact_propose_a_severity(story: Story) -> None:
    story.slack.command("grace", "random", "/incident", "open")
    view = top(story, "grace")
    typed = {"title": {"title": {"value": "Half the cards fail"}}}
    story.slack.action(
        "grace", "declare_help", view_id=view["id"], block_id=None, values=typed
    )
    view = once_it_says(story, "Who notices?")
    question = next(
        block
        for block in view["blocks"]
        if block.get("accessory") and "Who notices?" in json.dumps(block)
    )
    answer = next(
        option
        for option in question["accessory"]["options"]
        if option["text"]["text"] == "Many customers"
    )
    story.slack.action(
        "grace",
        "declare_impact",
        view_id=view["id"],
        block_id=question["block_id"],
        value={"selected_option": answer},
        values=typed,
    )
    view = once_it_says(story, "every 60 minutes")
    assert "Half the cards fail" in words(view)
    severity = next(b for b in view["blocks"] if b["block_id"].startswith("severity:"))
    assert severity["element"]["initial_option"]["value"] == "SEV2"
    filled = {
        **typed,
        severity["block_id"]: {"severity": {"selected_option": {"value": "SEV2"}}},
    }
    story.slack.submit("grace", view["id"], filled)
    story.settle()
    assert "SEV2" in story.topic(story.incident_channel(1))


def test_a_message_is_quoted_by_the_incident_declared_from_it(story: Story) -> None:
    sent = story.slack.message("hugo", "random", "Search answers *nothing* at all")
    story.slack.message_action("ben", "random", sent["ts"], "muster_declare_from")
    view = top(story, "ben")
    assert "Search answers *nothing* at all" in words(view)
    story.submits("ben", {"title": "Search answers nothing"})
    story.settle()
    assert "Search answers *nothing* at all" in story.timeline(1)
    ((link, author),) = story.muster.sql(
        "SELECT permalink, p.name FROM incidents_entry e JOIN incidents_person p"
        " ON p.id = e.by_id WHERE kind = 'message'"
    )
    assert link.endswith(f"/p{sent['ts'].replace('.', '')}")
    assert author == "Hugo Martins"


def test_the_shortcut_declares_from_anywhere(story: Story) -> None:
    story.slack.shortcut("grace", "muster_declare")
    story.submits("grace", {"title": "Everything is slow"})
    story.settle()
    assert "inc-1-everything-is-slow" in story.incident_channel(1)["name"]
