"""What is typed behind the slash command, and what the person then reads."""

import pytest
from django.test import override_settings

from bot import registry
from bot.answers import Answer, Done, Open, Say
from bot.parsing import UNKNOWN
from incidents.channels.models import Conversation
from incidents.record.models import Incident
from incidents.record.services import NoSuchIncident
from incidents.values import Mistake, Status
from tests.bot.conftest import Company
from tests.bot.facts import HOSTILE, accept_blocks, accept_view, everything, marked_up


def said(answer: Answer) -> str:
    assert isinstance(answer, Say), answer
    accept_blocks(answer.blocks)
    return answer.text


def opened(answer: Answer) -> dict[str, object]:
    assert isinstance(answer, Open), answer
    accept_view(answer.view)
    return answer.view


def test_every_command_tells_what_it_does() -> None:
    for command in registry.commands():
        assert command.help
        assert len(command.help) <= 100


def test_the_command_alone_opens_the_form(company: Company) -> None:
    view = opened(company.types(""))
    assert view["callback_id"] == "incident_declare"
    assert "Checkout" in everything(view)


def test_the_command_alone_opens_the_menu_in_an_incidents_channel(
    company: Company,
) -> None:
    view = opened(company.types("", here=company.declares()))
    assert view["callback_id"] == "incident_menu"
    assert "Checkout errors" in everything(view)


def test_an_id_alone_opens_its_menu_anywhere(company: Company) -> None:
    incident = company.declares()
    assert opened(company.types(f"#{incident.pk}"))["callback_id"] == "incident_menu"


def test_open_fills_in_the_title(company: Company) -> None:
    view = opened(company.types("open <@UADA|ada> cannot pay & leaves"))
    assert '"initial_value": "@ada cannot pay & leaves"' in everything(view)


def test_a_title_too_long_is_refused_with_the_rule(company: Company) -> None:
    with pytest.raises(Mistake, match="3,000 characters; at most 200"):
        company.types("open " + "x" * 3_000)


def test_an_update_is_published_at_once(company: Company) -> None:
    incident = company.declares()
    text = said(company.types(f"update {incident.pk} we found it"))
    assert text == f"Published in <#CINC{incident.pk}> and on the card."
    assert company.again(incident).latest_update == "we found it"


def test_an_update_in_the_channel_needs_no_answer(company: Company) -> None:
    incident = company.declares()
    answer = company.types("update 3 nodes are down", here=incident)
    assert answer == Done()
    assert company.again(incident).latest_update == "3 nodes are down"


def test_an_update_without_text_opens_the_form(company: Company) -> None:
    view = opened(company.types("update", here=company.declares()))
    assert view["callback_id"] == "incident_update"


def test_a_severity_is_set_and_can_be_set_back(company: Company) -> None:
    incident = company.declares(severity="SEV3")
    answer = company.types("sev 1", here=incident)
    assert said(answer) == f"🔴 {incident.reference} is SEV1 now."
    assert isinstance(answer, Say)
    assert f'"value": "{incident.pk}:SEV3"' in everything(answer.blocks)
    assert company.again(incident).severity == "SEV1"


def test_a_severity_without_a_level_explains_the_choices(company: Company) -> None:
    incident = company.declares(severity="SEV3")
    view = opened(company.types(f"sev {incident.pk}"))
    assert "Customers cannot use the product" in everything(view)


def test_a_severity_that_there_is_not_names_the_choices(company: Company) -> None:
    with pytest.raises(Mistake) as told:
        company.types("sev 9", here=company.declares())
    assert told.value.field == "severity"
    assert told.value.message == (
        "There is no severity “9”: it is one of SEV1, SEV2, SEV3, SEV4. Write 1, 2, 3 "
        "or 4."
    )


@pytest.mark.parametrize("text", ["mon", "Monitoring", "MONITOR"])
def test_a_status_is_known_by_its_beginning(company: Company, text: str) -> None:
    incident = company.declares()
    assert said(company.types(f"status {text}", here=incident)) == (
        f"{incident.reference} is monitoring now."
    )


@pytest.mark.parametrize("text", ["asleep", "", "m" * 3_000, "_"])
def test_a_status_that_there_is_not_names_what_may_follow(
    company: Company, text: str
) -> None:
    incident = company.declares()
    if not text:
        view = opened(company.types("status", here=incident))
        assert "Fixing" in everything(view)
        return
    with pytest.raises(Mistake, match="fixing, monitoring, resolved"):
        company.types(f"status {text}", here=incident)


def test_post_incident_is_written_with_a_space_or_a_hyphen(company: Company) -> None:
    for text in ("post incident", "post-incident"):
        incident = company.declares()
        company.types("resolve fixed", here=incident)
        said(company.types(f"status {text}", here=incident))
        assert company.again(incident).status == Status.POST_INCIDENT


def test_the_lead_is_taken_and_handed_over(company: Company) -> None:
    incident = company.declares()
    handed = company.types("lead <@UGRACE|grace>", here=incident)
    assert said(handed).startswith(f"🧭 Grace leads {incident.reference} now")
    taken = company.types(f"lead {incident.pk} me", who="Ben")
    assert said(taken).startswith(f"🧭 You lead {incident.reference} now")
    assert company.again(incident).lead == company.people["Ben"]


@pytest.mark.parametrize(
    "text", ["@nobody", "everyone please", "<@UNOBODY|nobody>", "<!channel>"]
)
def test_an_unknown_person_does_not_become_the_lead(
    company: Company, text: str
) -> None:
    incident = company.declares()
    with pytest.raises(Mistake, match=r"[Cc]hoose"):
        company.types(f"lead {text}", here=incident)
    assert company.again(incident).lead == company.people["Ada"]


def test_resolve_with_words_resolves_and_offers_the_way_back(company: Company) -> None:
    incident = company.declares()
    answer = company.types(f"resolve {incident.pk} rolled back")
    assert f"{incident.reference} is resolved" in said(answer)
    assert "incident_reopen" in everything(answer.blocks)  # type: ignore[union-attr]
    assert company.again(incident).resolution == "rolled back"


def test_resolve_alone_asks_what_fixed_it(company: Company) -> None:
    incident = company.declares()
    view = opened(company.types("resolve", here=incident))
    assert view["callback_id"] == "incident_resolve"
    assert company.again(incident).is_open


def test_closing_and_reopening_happen_at_once(company: Company) -> None:
    incident = company.declares(severity="SEV4")
    with pytest.raises(Mistake, match=r"cannot become closed.*Resolve it first"):
        company.types("close", here=incident)
    company.types("resolve fixed", here=incident)
    assert "is closed" in said(company.types("close all done", here=incident))
    assert "is open again" in said(company.types("reopen again", here=incident))


def test_a_verb_without_an_incident_says_how_to_name_one(company: Company) -> None:
    for command in registry.commands():
        if command.needs_incident:
            with pytest.raises(Mistake, match="Which incident"):
                company.types(command.verb)


def test_the_list_shows_the_worst_first_and_the_rest_page_by_page(
    company: Company,
) -> None:
    for number in range(21):
        company.declares(title=f"Small {number}", severity="SEV4")
    company.declares(title="Everything is down", severity="SEV1")
    answer = company.types("list")
    assert said(answer) == "22 open incidents"
    shown = marked_up(answer.blocks)  # type: ignore[union-attr]
    assert shown.index("Everything is down") < shown.index("Small 20")
    assert "1 to 20" in shown

    following = company.presses("incident_list_next", value=":20")
    rest = everything(following.blocks)  # type: ignore[union-attr]
    assert "21 to 22" in rest
    assert "Small 0" in rest
    assert "incident_list_next" not in rest
    before = company.presses("incident_list_previous", value=":0")
    assert before == answer


def test_the_list_keeps_private_incidents_to_their_people(company: Company) -> None:
    incident = company.declares(title="Laptop stolen", is_private=True)
    assert "Nothing is open" in said(company.types("list", who="Ben"))
    assert "Laptop" in everything(company.types("list").blocks)  # type: ignore[union-attr]
    with pytest.raises(NoSuchIncident):
        company.types(f"resolve {incident.pk} x", who="Ben")


def test_help_shows_every_verb_and_where_to_ask(company: Company) -> None:
    Conversation.objects.create(
        workspace=company.workspace,
        slack_id="CHELP",
        name="help",
        tags=["dev_firefighter"],
    )
    answer = company.types("help")
    for command in registry.commands():
        shown = f"/incident {command.verb}".strip() in said(answer)
        assert shown or command.verb == UNKNOWN
    assert "<#CHELP>" in marked_up(answer.blocks)  # type: ignore[union-attr]


def test_help_begins_with_what_is_needed_first(company: Company) -> None:
    shown = said(company.types("?"))
    verbs = ("open", "list", "help", "update", "resolve", "close")
    at = [shown.index(f"/incident {verb}") for verb in verbs]
    assert at == sorted(at)


def test_help_has_groups_and_each_verb_once_whatever_the_command_is_called(
    company: Company,
) -> None:
    with override_settings(SLACK_INCIDENT_COMMAND="/brightwater-incidents-outages"):
        shown = said(company.types("help"))
    at = [shown.index(f"*{part}*") for part in ("Start", "Who is in it", "Deployments")]
    assert at == sorted(at)
    lines = [line for line in shown.splitlines() if line.startswith("`")]
    assert len(lines) == len(registry.commands()) - 1


def test_a_status_can_be_taken_back_where_that_is_allowed(company: Company) -> None:
    incident = company.declares()
    answer = company.types("status fixing", here=incident)
    assert "Back to investigating" in everything(answer.blocks)  # type: ignore[union-attr]
    value = Status.INVESTIGATING
    company.presses("incident_status", incident=incident, value=value)
    assert company.again(incident).status == Status.INVESTIGATING


def test_help_about_a_verb_names_its_other_names(company: Company) -> None:
    assert "`/incident severity`" in said(company.types("help sev"))


@pytest.mark.parametrize(
    ("typed", "copied"),
    [
        ("reslove", "`/incident resolve`"),
        ("reslove #3 rolled back", "`/incident resolve #3 rolled back`"),
        ("udpate all is well", "`/incident update all is well`"),
        ("severty 1", "`/incident sev 1`"),
    ],
)
def test_an_unknown_verb_suggests_the_nearest_to_copy(
    company: Company, typed: str, copied: str
) -> None:
    assert f"Did you mean {copied}?" in said(company.types(typed))


def test_a_verb_that_is_only_half_alike_is_not_suggested(company: Company) -> None:
    assert "Did you mean" not in said(company.types("peg ada"))


def test_words_that_are_near_nothing_can_be_declared(company: Company) -> None:
    answer = company.types("payments are failing for <@UBEN|ben>")
    assert "Did you mean" not in said(answer)
    shown = everything(answer.blocks)  # type: ignore[union-attr]
    assert "Declare “payments are failing for @ben”" in shown
    pressed = company.presses(
        "incident_declare", value=":payments are failing for @ben"
    )
    assert '"payments are failing for @ben"' in everything(opened(pressed))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_answered_and_obeyed_by_nobody(
    company: Company, text: str
) -> None:
    answer = company.types(text)
    shown = said(answer) + marked_up(answer.blocks)  # type: ignore[union-attr]
    assert "<!" not in shown
    assert len(said(answer)) < 1_000
    assert Incident.objects.count() == 0


def test_words_too_long_for_a_title_are_answered_with_the_rule(
    company: Company,
) -> None:
    assert "at most 200 characters" in said(company.types("payments " * 50))
