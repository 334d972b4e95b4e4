"""Deployments wait, and everybody who deploys knows why."""

from tests.flows.story import Story


def test_a_freeze_is_announced_and_ends_in_one_message(story: Story) -> None:
    told = story.types("dev", "random", "freeze all 2h database moves")
    assert "Deployments of everything are frozen" in told
    (announced,) = story.bot_messages("deployments")
    assert "database moves" in story.shown(announced)

    story.presses("elena", "deployments", "freeze_override")
    story.submits("elena", {"scope": "all", "reason": "Fixes the outage"})
    story.settle()
    story.closes_everything("elena")
    announced, override = story.bot_messages("deployments")
    assert override["thread_ts"] == announced["ts"]
    assert "Fixes the outage" in story.shown(override)

    assert "may go on" in story.types("dev", "random", "unfreeze all")
    announced = story.bot_messages("deployments")[0]
    assert "may go on" in story.shown(announced)
    assert "freeze_lift" not in str(announced["blocks"])


def test_a_severity_freezes_and_resolving_thaws(story: Story) -> None:
    story.muster.sql(
        "UPDATE incidents_severityrule SET freezes = true WHERE severity = 'SEV1'"
    )
    try:
        story.declare("grace", "Checkout is down", severity="SEV1")
        (announced,) = story.bot_messages("deployments")
        assert "INC-1" in story.shown(announced)
        card = story.bot_messages(story.incident_channel(1))[0]
        assert "are frozen until it is resolved" in story.shown(card)

        story.types("grace", story.incident_channel(1), "resolve rolled back")
        (announced,) = story.bot_messages("deployments")
        assert "may go on" in story.shown(announced)
        card = story.bot_messages(story.incident_channel(1))[0]
        assert "are frozen" not in story.shown(card)
    finally:
        story.muster.sql("UPDATE incidents_severityrule SET freezes = false")


def test_words_that_name_no_scope_are_answered_with_the_scopes(story: Story) -> None:
    told = story.types("dev", "random", "freeze because we move")
    assert "“because” is no scope" in told
    assert "payments" in told
    assert story.bot_messages("deployments") == []
