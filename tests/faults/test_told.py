"""Who hears of what is stuck."""

from tests.flows.story import Story


def test_the_lead_hears_of_it_when_the_declarer_has_left(impatient: Story) -> None:
    impatient.declare("grace", "Search is slow")
    channel = impatient.incident_channel(1)
    impatient.types("ben", channel, "lead me")
    impatient.muster.sql(
        "UPDATE incidents_slackuser SET is_deleted = true WHERE slack_id = %s",
        impatient.slack.user("grace")["id"],
    )
    impatient.slack.change_channel(channel["id"], is_archived=True)
    impatient.types("ben", "random", "update 1 Still looking")

    def told() -> list[str]:
        shown = map(impatient.shown, impatient.direct_messages("ben"))
        return [text for text in shown if "archived" in text]

    assert len(impatient.wait_for(told)) == 1
    assert impatient.direct_messages("grace") == []
