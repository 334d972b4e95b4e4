"""A big workspace: made at once, and as usable as a small one."""

import time
from collections.abc import Iterator

import pytest
from slack_sdk import WebClient

from tests.sandbox.conftest import web_client
from tests.sandbox.refusal import error
from tests.sandbox_process import Sandbox, SandboxError

SIZES = {"users": 20_000, "channels": 3_000, "usergroups": 300}


@pytest.fixture(scope="module")
def crowded() -> Iterator[Sandbox]:
    with Sandbox() as slack:
        slack.populate(**SIZES, members_per_channel=10)
        yield slack


@pytest.fixture
def big(crowded: Sandbox) -> Iterator[WebClient]:
    yield web_client(crowded)
    crowded.settings(rate_limits=False)


def test_everybody_is_listed_page_by_page(big: WebClient) -> None:
    assert error(big.users_list) == "limit_required"
    ids: list[str] = []
    cursor = ""
    while cursor or not ids:
        page = big.users_list(limit=1000, cursor=cursor)
        ids += [member["id"] for member in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]
    assert len(ids) == len(set(ids)) == 20_011


def test_channels_and_members_are_listed_page_by_page(big: WebClient) -> None:
    found: list[str] = []
    cursor = ""
    while cursor or not found:
        page = big.conversations_list(limit=1000, cursor=cursor)
        found += [channel["id"] for channel in page["channels"]]
        cursor = page["response_metadata"]["next_cursor"]
    assert len(found) == len(set(found)) == 3_008
    first = big.conversations_members(channel=found[-1], limit=7)
    rest = first["response_metadata"]["next_cursor"]
    last = big.conversations_members(channel=found[-1], limit=7, cursor=rest)
    assert (len(first["members"]), len(last["members"])) == (7, 3)
    assert last["response_metadata"]["next_cursor"] == ""


def test_the_listings_of_a_sync_fit_the_rate_limits_of_a_minute(
    crowded: Sandbox, big: WebClient
) -> None:
    crowded.settings(rate_limits=True)
    cursor, pages = "", 0
    while cursor or not pages:
        page = big.users_list(limit=1000, cursor=cursor)
        cursor, pages = page["response_metadata"]["next_cursor"], pages + 1
        if pages == 20:
            break
    assert pages == 20  # and some more, for every three seconds that they took

    def insist() -> None:
        for _ in range(pages):
            big.users_list(limit=1)

    assert error(insist) == "ratelimited"


def test_all_groups_come_with_their_members(big: WebClient) -> None:
    groups = big.usergroups_list(include_users=True)["usergroups"]
    assert len(groups) == 302
    assert all(group["users"] for group in groups)


def test_a_page_gets_its_own_channels_and_the_people_in_them(crowded: Sandbox) -> None:
    state = crowded.state("ada")
    assert all(channel["is_member"] for channel in state["channels"])
    assert "general" in {channel["name"] for channel in state["channels"]}
    assert len(state["channels"]) < 10
    assert 200 <= len(state["users"]) < 300
    busy = crowded.dump()["channels"][-1]
    newcomer = busy["members"][0]
    seen = crowded.state(newcomer)
    assert busy["id"] in {channel["id"] for channel in seen["channels"]}
    assert set(busy["members"]) <= {user["id"] for user in seen["users"]}


def test_a_channel_one_is_not_in_can_be_opened_all_the_same(crowded: Sandbox) -> None:
    found = crowded.get("/_sandbox/browse?user=ada&query=-2999")["channels"][0]
    assert not found["is_member"]
    assert crowded.seen_channel("ada", found["id"])["name"] == found["name"]


def test_channels_are_browsed_by_name_and_page(crowded: Sandbox) -> None:
    path = "/_sandbox/browse?user=ada&query=payments-"
    first = crowded.get(path)
    second = crowded.get(f"{path}&cursor={first['next_cursor']}")
    names = [channel["name"] for channel in first["channels"] + second["channels"]]
    assert len(names) == len(set(names)) == 100
    assert all("payments-" in name for name in names)
    crowded.make_channel("payments-secret", is_private=True, creator="ben")
    found = crowded.get("/_sandbox/browse?user=ada&query=payments-secret")
    assert found["channels"] == []


def test_people_are_found_by_either_name(crowded: Sandbox) -> None:
    by_name = crowded.get("/_sandbox/people?query=ada")["users"]
    assert by_name[0]["name"] == "ada"
    by_real_name = crowded.get("/_sandbox/people?query=okafor")["users"]
    assert [person["name"] for person in by_real_name] == ["ada"]
    many = crowded.get("/_sandbox/people?query=bruno")
    assert len(many["users"]) == 50
    assert many["next_cursor"] == "50"
    with pytest.raises(SandboxError, match="invalid_cursor"):
        crowded.get("/_sandbox/people?query=a&cursor=x")


def test_the_same_numbers_give_the_same_workspace(slack: Sandbox) -> None:
    def made() -> list[str]:
        slack.reset()
        slack.populate(users=30, channels=5, usergroups=2)
        dump = slack.dump()
        return [row["id"] for row in dump["users"]] + [
            f"{row['name']} {row['members']}" for row in dump["channels"]
        ]

    assert made() == made()


def test_a_crowd_of_nonsense_is_refused(slack: Sandbox) -> None:
    with pytest.raises(SandboxError, match="whole number"):
        slack.populate(users=-1)
    with pytest.raises(SandboxError, match="unknown field"):
        slack.populate(robots=1)


@pytest.mark.timeout(60)
def test_a_big_workspace_is_saved_without_holding_anybody_up(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    state = tmp_path_factory.mktemp("crowd") / "sandbox.json"
    with Sandbox(state=state) as slack:
        slack.populate(**SIZES)
        for number in range(20):
            slack.message("ada", "general", f"n {number}")
            time.sleep(0.05)
    with Sandbox(state=state) as slack:
        assert len(slack.channel("general")["messages"]) == 20
        assert slack.get("/_sandbox/people?query=okafor")["users"]
