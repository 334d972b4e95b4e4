"""People say in Slack how they are paged; nobody waits for an admin."""

import re

from tests.flows.story import Json, Story

CODE = re.compile(r"code is (\d{6})")


def at_home(story: Story, who: str, action: str) -> None:
    """Open the Home and press a button there."""
    story.slack.home(who)
    home = story.wait_for(lambda: story.slack.state(who)["home"])
    answer = story.slack.action(who, action, view_id=home["id"])
    assert answer["ok"], answer


def home(story: Story, who: str) -> str:
    story.settle()
    return str(story.slack.state(who)["home"])


def texted(story: Story, who: str) -> str:
    """The code that their phone was sent last."""
    messages = story.wait_for(lambda: story.slack.state(who)["phone"]["sms"])
    found = CODE.search(str(messages[-1]))
    assert found, messages
    return found[1]


def options(view: Json, field: str, *values: str) -> Json:
    (block,) = [b for b in view["blocks"] if b["block_id"] == field]
    known = {each["value"]: each for each in block["element"]["options"]}
    return {"selected_options": [known[value] for value in values]}


def test_a_phone_is_used_once_its_code_was_read_from_it(story: Story) -> None:
    at_home(story, "grace", "phone_send")
    assert "not verified: not used yet" in home(story, "grace")
    code = texted(story, "grace")
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    story.submits("grace", {"code": {"value": wrong}})
    assert "not the code that was sent" in str(story.form("grace")["errors"])
    story.submits("grace", {"code": {"value": code}})
    assert "is verified" in str(story.form("grace"))
    shown = home(story, "grace")
    assert "+44 … 107" in shown
    assert "not verified" not in shown
    assert "+447700900107" not in shown
    story.muster.sql(
        "UPDATE incidents_contactmethod SET verified_at = NULL, reached_at = NULL"
        " WHERE address = '+447700900107' RETURNING id"
    )


def test_a_new_phone_is_read_strictly_and_can_be_removed(story: Story) -> None:
    at_home(story, "hugo", "phone_add")
    story.submits("hugo", {"address": "07700 900108", "label": "mobile"})
    assert "leading 0 does not say its country" in str(story.form("hugo")["errors"])
    story.submits("hugo", {"address": "+44 7700 900108", "label": "my *own*"})
    assert "six digits" in str(story.form("hugo"))
    story.closes_everything("hugo")
    assert "+44 … 108" in home(story, "hugo")
    at_home(story, "hugo", "phone_remove")
    assert "is removed" in str(story.form("hugo")["blocks"])
    story.closes_everything("hugo")
    assert "+44 … 108" not in home(story, "hugo")


def test_wishes_are_chosen_and_forgotten(story: Story) -> None:
    at_home(story, "dev", "paging_rules")
    form = story.form("dev")
    story.submits("dev", {"default": options(form, "default", "sms:0", "call:2")})
    assert "SMS at once, Phone call after 2 min" in str(story.form("dev"))
    story.closes_everything("dev")
    assert "SMS at once, Phone call after 2 min" in home(story, "dev")
    at_home(story, "dev", "paging_rules")
    assert "sms:0" in str(story.form("dev")["blocks"][0]["element"]["initial_options"])
    story.submits("dev", {"default": {"selected_options": []}})
    assert "Muster chooses" in str(story.form("dev"))
    story.closes_everything("dev")
