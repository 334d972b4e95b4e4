"""Phones, contacts and wishes in the back-office."""

from django.test import Client
from django.urls import reverse

from incidents import sealed
from incidents.contacts.models import Contact, ContactMethod
from incidents.contacts.services import CODE
from incidents.outbox.models import Effect
from incidents.people.models import Person, Team

METHODS = "/admin/incidents/contactmethod/"
MOBILE = "+447700900123"


def pressed(client: Client, action: str, row: int, **form: str) -> str:
    url = reverse(f"admin:incidents_contactmethod_{action}", args=[row])
    return client.post(url, {"_form_submitted": "on", **form}, follow=True).text


def filled(person: Person | None = None, **fields: str) -> dict[str, str]:
    whose = {"person": str(person.pk)} if person else {}
    return {"kind": "phone", "address": MOBILE, "label": "mobile"} | whose | fields


def test_a_phone_is_added_and_verified_by_its_code(admin: Client, ada: Person) -> None:
    told = admin.post(f"{METHODS}add/", filled(ada), follow=True).text
    assert MOBILE not in told
    assert "+44 … 123" in told
    method = ContactMethod.objects.get()
    assert "The code is on its way" in pressed(admin, "send_code", method.pk)
    code = sealed.unseal(Effect.objects.get(kind=CODE).args["sealed"])
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert "not the code that was sent" in pressed(
        admin, "enter_code", method.pk, code=wrong
    )
    assert "Verified: it is used" in pressed(
        admin, "enter_code", method.pk, code=f"{code[:3]} {code[3:]}"
    )
    method.refresh_from_db()
    assert method.verified_at is not None
    page = admin.get(f"/admin/incidents/person/{ada.pk}/change/").text
    assert "Nothing stands in the way." in page
    assert MOBILE not in page


def test_what_is_wrong_is_said_beside_its_field(admin: Client, ada: Person) -> None:
    text = admin.post(f"{METHODS}add/", filled(ada, address="07700 900123")).text
    assert "leading 0 does not say its country" in text
    text = admin.post(f"{METHODS}add/", filled(ada, kind="email")).text
    assert "This is no e-mail address." in text
    assert "one of them" in admin.post(f"{METHODS}add/", filled()).text
    odd = filled(ada, kind="redirect", pin="1234", resolver="nobody")
    assert "Who knows it: flextel" in admin.post(f"{METHODS}add/", odd).text
    assert not ContactMethod.objects.exists()


def test_a_pin_is_taken_and_never_shown(admin: Client, ada: Person) -> None:
    form = filled(ada, kind="redirect", pin="482193", resolver="flextel")
    told = admin.post(f"{METHODS}add/", form, follow=True).text
    method = ContactMethod.objects.get()
    assert sealed.unseal(method.sealed_pin) == "482193"
    assert "482193" not in told
    page = admin.get(f"{METHODS}{method.pk}/change/").text
    assert "482193" not in page
    assert method.sealed_pin not in page


def test_a_contact_is_made_and_vouched_for(admin: Client, ada: Person) -> None:
    team = Team.objects.create(name="Night", slug="night")
    form = {"team": team.pk, "name": "Hotline", "timezone": "Mars/Base"}
    form |= {"note": "", "is_active": "on"}
    add = "/admin/incidents/contact/add/"
    assert "no such time zone" in admin.post(add, form).text
    admin.post(add, form | {"timezone": "Europe/Berlin"})
    contact = Contact.objects.get()
    admin.post(f"{METHODS}add/", filled(contact=str(contact.pk)))
    method = ContactMethod.objects.get()
    assert "Vouched for" in pressed(admin, "vouch", method.pk)
    method.refresh_from_db()
    assert method.verified_at is not None


def test_people_without_a_phone_are_warned_of(admin: Client, ada: Person) -> None:
    page = admin.get(f"/admin/incidents/person/{ada.pk}/change/").text
    assert "No phone: nobody can ring them." in page
