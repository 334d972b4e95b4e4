"""Phones are used once their codes came back; wishes are checked."""

from datetime import timedelta

import pytest

from incidents import sealed
from incidents.contacts import queries, services
from incidents.contacts.models import Contact, ContactMethod, Importance, Way
from incidents.contacts.values import Rule
from incidents.outbox.models import Effect
from incidents.people.models import Person, Team
from incidents.values import Mistake
from tests.contacts.conftest import MOBILE, NOW

MINUTE = timedelta(minutes=1)


def sent_code() -> str:
    effect = Effect.objects.filter(kind=services.CODE).latest("pk")
    return sealed.unseal(effect.args["sealed"])


def test_a_phone_is_called_once_its_code_came_back(
    ada: Person, mobile: ContactMethod
) -> None:
    assert Way.CALL not in {each.way for each in queries.reach([ada.pk])[ada.pk]}
    services.send_code(method=mobile, by=ada, now=NOW)
    services.verify(method=mobile, code=sent_code(), by=ada, now=NOW + MINUTE)
    planned = {each.way: each.method for each in queries.reach([ada.pk])[ada.pk]}
    assert planned[Way.CALL] == mobile.pk
    assert services.address_of(mobile.pk).to == MOBILE
    assert queries.whose(MOBILE) == ada
    assert queries.warnings([ada.pk])[ada.pk] == []


def test_the_code_is_nowhere_in_plain_text(ada: Person, mobile: ContactMethod) -> None:
    services.send_code(method=mobile, by=ada, now=NOW)
    code = sent_code()
    effect = Effect.objects.get(kind=services.CODE)
    mobile.refresh_from_db()
    assert code not in str(effect.args)
    assert code not in mobile.code_digest
    assert (effect.queue, effect.mode) == ("page", "event")


def test_five_wrong_codes_end_the_tries_even_of_the_right_one(
    ada: Person, mobile: ContactMethod
) -> None:
    services.send_code(method=mobile, by=ada, now=NOW)
    code = sent_code()
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _ in range(services.TRIES):
        with pytest.raises(Mistake, match="not the code"):
            services.verify(method=mobile, code=wrong, by=ada, now=NOW)
    with pytest.raises(Mistake, match="Five tries"):
        services.verify(method=mobile, code=code, by=ada, now=NOW)


def test_a_code_runs_out_and_a_new_one_waits_half_a_minute(
    ada: Person, mobile: ContactMethod
) -> None:
    services.send_code(method=mobile, by=ada, now=NOW)
    with pytest.raises(Mistake, match="half a minute"):
        services.send_code(method=mobile, by=ada, now=NOW + timedelta(seconds=5))
    with pytest.raises(Mistake, match="run out"):
        services.verify(
            method=mobile, code=sent_code(), by=ada, now=NOW + services.VALID
        )
    services.send_code(method=mobile, by=ada, now=NOW + services.VALID)
    assert Effect.objects.filter(kind=services.CODE).count() == 2


def test_nobody_changes_how_another_is_reached(
    ada: Person, ben: Person, mobile: ContactMethod
) -> None:
    with pytest.raises(Mistake, match="Only they themselves and admins"):
        services.add_method(person=ada, kind="email", address="b@x.example", by=ben)
    with pytest.raises(Mistake, match="Only they themselves and admins"):
        services.send_code(method=mobile, by=ben, now=NOW)
    with pytest.raises(Mistake, match="Only they themselves and admins"):
        services.remove(method=mobile, by=ben)
    ben.is_staff = True
    services.remove(method=mobile, by=ben)
    assert not ContactMethod.objects.exists()


def test_the_pin_of_a_redirect_number_is_sealed(ada: Person) -> None:
    with pytest.raises(Mistake, match="4 or 6 digits"):
        services.add_method(
            person=ada, kind="redirect", address=MOBILE, pin="12345", by=ada
        )
    method = services.add_method(
        person=ada,
        kind="redirect",
        address=MOBILE,
        resolver="flextel",
        pin="4821",
        by=ada,
    )
    assert "4821" not in method.sealed_pin
    method.verified_at = NOW
    method.save()
    address = services.address_of(method.pk)
    assert (address.pin, address.resolver) == ("4821", "flextel")
    assert "4821" not in repr(address)
    assert MOBILE not in repr(address)


def test_a_contact_without_an_account_is_vouched_for_and_called(ada: Person) -> None:
    team = Team.objects.create(name="Payments", slug="payments")
    hotline = Contact.objects.create(team=team, name="Data centre")
    ada.is_staff = True
    method = services.add_method(contact=hotline, kind="phone", address=MOBILE, by=ada)
    assert queries.reach_contacts([hotline.pk]) == {hotline.pk: ()}
    services.vouch(method=method, by=ada, now=NOW)
    (planned,) = queries.reach_contacts([hotline.pk])[hotline.pk]
    assert (planned.way, planned.after) == (Way.CALL, timedelta())
    assert queries.whose(MOBILE) is None


def test_wishes_name_ones_own_numbers_and_replace_those_before(
    ada: Person, ben: Person, mobile: ContactMethod
) -> None:
    rule = Rule(Way.CALL, 3 * MINUTE, method=mobile.pk)
    set_rules = services.set_rules
    with pytest.raises(Mistake, match="not theirs"):
        set_rules(person=ben, importance=Importance.DEFAULT, rules=[rule], by=ben)
    late = [Rule(Way.CALL, 121 * MINUTE)]
    with pytest.raises(Mistake, match="120 minutes"):
        set_rules(person=ada, importance=Importance.DEFAULT, rules=late, by=ada)
    set_rules(person=ada, importance=Importance.DEFAULT, rules=[rule, rule], by=ada)
    mobile.verified_at = NOW
    mobile.save()
    (planned,) = queries.reach([ada.pk], Importance.IMPORTANT)[ada.pk]
    assert (planned.way, planned.after) == (Way.CALL, 3 * MINUTE)
    soon = [Rule(Way.CALL, timedelta())]
    set_rules(person=ada, importance=Importance.IMPORTANT, rules=soon, by=ada)
    (planned,) = queries.reach([ada.pk], Importance.IMPORTANT)[ada.pk]
    assert planned.after == timedelta()
    assert queries.reach([ada.pk])[ada.pk][0].after == 3 * MINUTE


def test_who_left_is_not_reached_and_who_lacks_a_phone_is_warned_of(
    ada: Person, ben: Person, mobile: ContactMethod
) -> None:
    said = queries.warnings([ada.pk, ben.pk])
    assert said[ben.pk] == ["No phone: nobody can ring them."]
    assert said[ada.pk][0] == "No phone is verified: none is rung."
    assert "mobile is not verified." in said[ada.pk]
    ada.is_active = False
    ada.save()
    assert queries.reach([ada.pk, ben.pk])[ada.pk] == ()


def test_stop_and_start_are_respected(ada: Person, mobile: ContactMethod) -> None:
    mobile.verified_at = NOW
    mobile.save()
    rules = [Rule(Way.SMS, timedelta())]
    services.set_rules(person=ada, importance=Importance.DEFAULT, rules=rules, by=ada)
    assert queries.reach([ada.pk])[ada.pk][0].way == Way.SMS
    assert services.stop_sms(number=MOBILE, now=NOW) == 1
    assert queries.reach([ada.pk])[ada.pk][0].way == Way.EMAIL
    assert services.start_sms(number=MOBILE) == 1
    assert queries.reach([ada.pk])[ada.pk][0].way == Way.SMS
