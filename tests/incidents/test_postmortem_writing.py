"""Several people write one post-mortem, and nobody's words are lost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from incidents.channels.models import SlackUser
from incidents.followups.models import FollowUp
from incidents.lifecycle import merging, reviewing
from incidents.lifecycle import services as lifecycle
from incidents.outbox.models import Effect
from incidents.people.models import Person
from incidents.postmortems import services
from incidents.postmortems.models import Postmortem
from incidents.postmortems.values import Conflict
from incidents.record.models import Entry, Incident
from incidents.roles import services as roles
from incidents.roles.models import COMMS, LEAD, IncidentRole
from incidents.values import Mistake
from tests.bot.conftest import Company, company
from tests.bot.facts import NOW

__all__ = ["company"]
HOUR = timedelta(hours=1)


@pytest.fixture
def over(company: Company) -> Incident:
    """A resolved incident that Ada declared and led."""
    incident = company.declares("Ada", summary="<@UGRACE> saw errors", severity="SEV2")
    lifecycle.resolve(
        incident=incident, by=company.people["Ada"], now=NOW, reason="Rolled back"
    )
    return company.again(incident)


@pytest.fixture
def postmortem(company: Company, over: Incident) -> Postmortem:
    made, _ = reviewing.start(incident=over, by=company.people["Ada"], now=NOW)
    return made


def edit(postmortem: Postmortem, by: Person, text: str, **more: Any) -> Postmortem:
    given = {"version": postmortem.version, "now": NOW, **more}
    return services.edit(postmortem=postmortem, text=text, by=by, **given)


def test_the_draft_is_made_once_and_is_on_the_timeline(
    company: Company, over: Incident
) -> None:
    ada, grace = company.people["Ada"], company.people["Grace"]
    first, is_new = reviewing.start(incident=over, by=ada, now=NOW)
    again, is_new_again = reviewing.start(incident=over, by=grace, now=NOW)
    assert (is_new, is_new_again) == (True, False)
    assert first == again
    assert over.entries.filter(kind=Entry.Kind.POSTMORTEM).count() == 1
    assert "resolved after 42 min" in first.text
    assert "@Grace saw errors" in first.text
    assert "**What fixed it:** Rolled back" in first.text


def test_an_open_incident_has_no_post_mortem_yet(company: Company) -> None:
    incident = company.declares()
    with pytest.raises(Mistake, match="resolve it first"):
        reviewing.start(incident=incident, by=company.people["Ada"], now=NOW)


def test_everybody_who_led_it_is_told_with_the_times(company: Company) -> None:
    ada, ben = company.people["Ada"], company.people["Ben"]
    incident = company.declares("Ada")
    lead = IncidentRole.objects.get(slug=LEAD)
    comms = IncidentRole.objects.get(slug=COMMS)
    for role in (lead, comms):
        roles.assign(incident=incident, role=role, person=ben, by=ada, now=NOW)
    told = [
        (each.role, each.name, each.since, each.until)
        for each in reviewing.facts(company.again(incident), now=NOW).people
    ]
    assert told == [
        ("Lead", "Ada", incident.declared_at, NOW),
        ("Lead", "Ben", NOW, None),
        ("Comms", "Ben", NOW, None),
    ]


def test_who_led_what_was_merged_into_it_did_not_lead_it(company: Company) -> None:
    ada, ben, grace = (company.people[name] for name in ("Ada", "Ben", "Grace"))
    incident, other = company.declares("Ada"), company.declares("Ben", "Same")
    lead = IncidentRole.objects.get(slug=LEAD)
    roles.assign(incident=other, role=lead, person=grace, by=ben, now=NOW)
    merging.merge(incident=other, into=incident, by=ada, now=NOW)
    facts = reviewing.facts(company.again(incident), now=NOW)
    assert [(each.role, each.name) for each in facts.people] == [("Lead", "Ada")]
    assert {"Ben", "Grace"} <= set(facts.others)


def test_hidden_lines_and_its_own_making_are_not_told(
    company: Company, over: Incident, postmortem: Postmortem
) -> None:
    over.entries.filter(kind=Entry.Kind.RESOLVED).update(is_hidden=True)
    FollowUp.objects.create(incident=over, title="Watch it")
    facts = reviewing.facts(over, now=NOW)
    assert [line.text for line in facts.lines] == ["Declared: Checkout errors"]
    assert [each.title for each in facts.to_dos] == ["Watch it"]
    assert ("Lead", "Ada") in [(each.role, each.name) for each in facts.people]
    assert facts.others == ()


def test_who_saves_later_is_told_and_overwrites_nothing(
    company: Company, postmortem: Postmortem
) -> None:
    ada, grace = company.people["Ada"], company.people["Grace"]
    edit(postmortem, ada, "Ada's text")
    with pytest.raises(Conflict) as refused:
        edit(postmortem, grace, "Grace's text", version=1)
    assert refused.value.text == "Ada's text"
    assert refused.value.who == "Ada"
    merged = edit(postmortem, grace, "Both texts", version=refused.value.version)
    assert merged.text == "Both texts"
    kept = {r.text for r in merged.revisions.all()}
    assert {"Ada's text", "Both texts"} <= kept


def test_saving_what_is_there_already_is_no_conflict(
    company: Company, postmortem: Postmortem
) -> None:
    ada, grace = company.people["Ada"], company.people["Grace"]
    edit(postmortem, ada, "The same")
    assert edit(postmortem, grace, "The same", version=1).version == 2


def test_one_sitting_is_one_version_to_go_back_to(
    company: Company, postmortem: Postmortem
) -> None:
    ada, grace = company.people["Ada"], company.people["Grace"]
    for minute, word in enumerate(["a", "ab", "abc"]):
        postmortem = edit(postmortem, ada, word, now=NOW + timedelta(minutes=minute))
    postmortem = edit(postmortem, grace, "abcd", now=NOW + timedelta(minutes=4))
    postmortem = edit(postmortem, ada, "abcde", now=NOW + HOUR)
    kept = list(postmortem.revisions.values_list("by__name", "text"))
    assert kept[:3] == [("Ada", "abcde"), ("Grace", "abcd"), ("Ada", "abc")]
    assert len(kept) == 4


def test_an_earlier_text_comes_back_as_a_new_version(
    company: Company, postmortem: Postmortem
) -> None:
    ada = company.people["Ada"]
    draft = postmortem.text
    after = edit(postmortem, ada, "All wrong")
    with pytest.raises(Mistake, match="no version 99"):
        services.restore(
            postmortem=after, revision=99, version=after.version, by=ada, now=NOW
        )
    back = services.restore(
        postmortem=after, revision=1, version=after.version, by=ada, now=NOW
    )
    assert back.text == draft
    assert {r.text for r in back.revisions.all()} >= {draft, "All wrong"}


def test_publishing_tells_the_channel_and_the_announcement_once(
    company: Company, over: Incident, postmortem: Postmortem
) -> None:
    ada = company.people["Ada"]
    told = Effect.objects.filter(subject=over.subject, args__message="postmortem")
    services.publish(postmortem=postmortem, by=ada, now=NOW)
    with pytest.raises(Mistake, match="published already"):
        services.publish(postmortem=postmortem, by=ada, now=NOW)
    services.unpublish(postmortem=postmortem, by=ada, now=NOW)
    with pytest.raises(Mistake, match="a draft already"):
        services.unpublish(postmortem=postmortem, by=ada, now=NOW)
    services.publish(postmortem=postmortem, by=ada, now=NOW + HOUR)
    assert [effect.kind for effect in told] == ["post"]
    lines = over.entries.filter(kind=Entry.Kind.POSTMORTEM)
    assert [line.data["event"] for line in lines] == [
        "created",
        "published",
        "withdrawn",
        "published",
    ]


@pytest.mark.parametrize("text", ["", "  \r\n ", "x" * (services.TEXT_MOST + 1)])
def test_a_text_that_does_not_fit_is_refused_with_the_rule(
    company: Company, postmortem: Postmortem, text: str
) -> None:
    with pytest.raises(Mistake) as refused:
        edit(postmortem, company.people["Ada"], text)
    assert refused.value.field == "text"


def test_lines_from_a_browser_end_as_ours_do(
    company: Company, postmortem: Postmortem
) -> None:
    saved = edit(postmortem, company.people["Ada"], "# One\r\n\r\nTwo\u202e\x00")
    assert saved.text == "# One\n\nTwo"


def test_a_guest_writes_nothing(
    company: Company, over: Incident, postmortem: Postmortem
) -> None:
    grace = company.people["Grace"]
    SlackUser.objects.filter(person=grace).update(is_guest=True)
    with pytest.raises(Mistake, match="Guests"):
        edit(postmortem, grace, "x")
    with pytest.raises(Mistake, match="Guests"):
        services.publish(postmortem=postmortem, by=grace, now=NOW)


# Who saves next, which text, how many versions they are behind, and when.
saves = st.lists(
    st.tuples(
        st.sampled_from(["Ada", "Grace", "Ben"]),
        st.text("ab\n #", min_size=1, max_size=4).filter(lambda t: bool(t.strip())),
        st.integers(0, 2),
        st.integers(0, 30),
    ),
    max_size=12,
)


@given(saves)
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whoever_saves_whenever_no_text_of_another_is_lost(
    company: Company,
    postmortem: Postmortem,
    history: list[tuple[str, str, int, int]],
) -> None:
    with transaction.atomic():
        _writes(postmortem, company, history, start=NOW)
        transaction.set_rollback(True)


def _writes(
    postmortem: Postmortem,
    company: Company,
    history: list[tuple[str, str, int, int]],
    *,
    start: datetime,
) -> None:
    accepted: list[tuple[str, str]] = []
    now, version = start, postmortem.version
    for who, text, behind, minutes in history:
        now += timedelta(minutes=minutes)
        before = Postmortem.objects.get(pk=postmortem.pk)
        try:
            saved = edit(
                postmortem,
                company.people[who],
                text,
                version=before.version - behind,
                now=now,
            )
        except Conflict as conflict:
            _nothing_changed(postmortem, before, conflict)
            assert behind
            continue
        assert saved.text == text.strip()
        version += saved.version - before.version
        assert saved.version == version
        accepted.append((who, saved.text))
    kept = list(postmortem.revisions.order_by("version").values("by__name", "text"))
    # The last text of each person's turn is kept, and the newest one is the present.
    turns = [
        save
        for place, save in enumerate(accepted)
        if place + 1 == len(accepted) or accepted[place + 1][0] != save[0]
    ]
    texts = [each["text"] for each in kept]
    assert all(text in texts for _, text in turns)
    assert texts[-1] == Postmortem.objects.get(pk=postmortem.pk).text


def _nothing_changed(
    postmortem: Postmortem, before: Postmortem, conflict: Conflict
) -> None:
    """Who was refused is shown what is there, and it still is."""
    assert conflict.text == before.text
    assert Postmortem.objects.get(pk=postmortem.pk).text == before.text
