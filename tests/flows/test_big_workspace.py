"""20,000 people, 3,000 channels, 150 services and 500 open incidents, as seen."""

from functools import partial

import httpx
import pytest

from tests.company import Company
from tests.environment import SETTINGS
from tests.flows.story import Json, Story

INCIDENTS = """
INSERT INTO incidents_incident (title, summary, status, severity, is_private,
    declared_by_id, lead_id, latest_update, resolution, channel_name, declared_at,
    investigating_at)
SELECT 'Trouble number ' || n, '', 'investigating', 'SEV' || (1 + n % 4), n % 10 = 0,
    p.id, p.id, '', '', '', now() - n * interval '1 minute', now()
FROM generate_series(1, 500) AS n,
    (SELECT id FROM incidents_person WHERE email LIKE 'grace@%') AS p
"""
SERVICES = """
INSERT INTO incidents_service (name, slug, team_id, description, runbook_url)
SELECT 'Service ' || n, 'service-' || n, t.id, '', ''
FROM generate_series(1, 150) AS n,
    (SELECT id FROM incidents_team ORDER BY id LIMIT 1) AS t
"""
START = (
    "from bot import registry; from django.utils import timezone;"
    "from incidents.channels import syncing;"
    "[syncing.start(name=name, now=timezone.now()) for name in registry.syncs()]"
)


@pytest.fixture
def story(company: Company) -> Story:
    told = Story(*company)
    told.slack.populate(users=20_000, channels=3_000, usergroups=300)
    told.muster.sql(INCIDENTS)
    told.muster.sql(SERVICES)
    return told


def test_all_of_it_is_read_and_every_list_and_menu_works(story: Story) -> None:
    story.muster.manage("shell", "-c", START)
    story.wait_for(lambda: states(story) == ["done"] * 4 or None, seconds=120)
    ((people,),) = story.muster.sql("SELECT count(*) FROM incidents_slackuser")
    assert people > 20_000

    _the_home_shows_the_worst(story)
    _the_list_is_turned_page_by_page(story)
    _a_service_is_found_by_typing(story)
    _one_of_many_people_leads(story)
    _the_web_pages(story)


def states(story: Story) -> list[str]:
    rows = story.muster.sql(
        "SELECT DISTINCT ON (name) state FROM incidents_syncrun ORDER BY name, id DESC"
    )
    return [str(state) for (state,) in rows]


def _the_home_shows_the_worst(story: Story) -> None:
    story.slack.home("ben")
    shown = story.wait_for(lambda: story.slack.state("ben")["home"])
    assert "450 open incidents" in str(shown)
    assert "SEV1" in str(shown)


def _the_list_is_turned_page_by_page(story: Story) -> None:
    assert "450 open incidents" in story.types("ben", "random", "list")
    where = story.channel("random")["id"]
    for place in ("21 to 40", "41 to 60"):
        message = _last_private(story, "ben", where)
        story.slack.action("ben", "incident_list_next", channel=where, ts=message["ts"])
        story.wait_for(partial(_reads, story, "ben", where, place))
    assert len(story.private_texts("ben", where)) == 1


def _reads(story: Story, who: str, where: str, text: str) -> bool:
    return text in story.private_texts(who, where)[-1]


def _last_private(story: Story, who: str, channel: str) -> Json:
    seen = story.slack.seen_channel(who, channel)["messages"]
    last: Json = [message for message in seen if message.get("ephemeral")][-1]
    return last


def _a_service_is_found_by_typing(story: Story) -> None:
    story.slack.command("ben", "random", "/incident", "open")
    view = story.wait_for(lambda: story.slack.state("ben")["views"])[-1]
    found = story.slack.post(
        "/_sandbox/act/suggest",
        {
            "user": story.slack.user("ben")["id"],
            "container": {"type": "view", "view_id": view["id"]},
            "block_id": "service",
            "action_id": "service",
            "value": "service 14",
        },
    )
    names = [option["text"]["text"] for option in found["options"]]
    assert "Service 149" in names
    assert len(names) == 11
    story.submits("ben", {"title": "Zebra crossing"})
    story.settle()
    assert story.members(story.incident_channel(501)) == {"ben"}


def _one_of_many_people_leads(story: Story) -> None:
    somebody = story.slack.dump()["users"][-1]
    story.types("ben", "random", f"lead 501 <@{somebody['id']}|{somebody['name']}>")
    assert story.members(story.incident_channel(501)) == {"ben", somebody["name"]}


def _the_web_pages(story: Story) -> None:
    with httpx.Client(
        base_url=story.muster.url, follow_redirects=True, trust_env=False
    ) as web:
        web.get("/login/")
        web.post(
            "/login/",
            data={
                "username": "ada@brightwater.example",
                "password": SETTINGS["DEMO_ADMIN_PASSWORD"],
                "csrfmiddlewaretoken": web.cookies["csrftoken"],
            },
            headers={"Referer": f"{story.muster.url}/login/"},
        )
        for page, text in (
            ("/incidents/", "Trouble number"),
            ("/incidents/?page=18", "Trouble number"),
            ("/admin/incidents/incident/", "Trouble number"),
            ("/admin/incidents/person/?q=amara", "Amara"),
            ("/admin/incidents/conversation/?q=payments", "payments"),
            ("/admin/incidents/usergroup/", "@"),
            ("/admin/incidents/inviterule/add/", "User groups"),
        ):
            answer = web.get(page)
            assert answer.status_code == 200, page
            assert text in answer.text, page
