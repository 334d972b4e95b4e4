"""Getting in."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from backoffice.web.log_in import TRIES, TRIES_OF_ALL
from incidents.outbox.models import Throttle
from incidents.people.models import Person
from tests.backoffice.conftest import NOW, PASSWORD, browser


@pytest.mark.parametrize("page", ["/incidents/", "/incidents/1/"])
@pytest.mark.django_db
def test_a_page_asks_a_stranger_to_log_in(page: str, client: Client) -> None:
    answer = client.get(page, follow=True)
    assert answer.redirect_chain[-1][0] == f"/login/?next={page}"
    assert "Log in to Muster" in answer.text


def test_the_e_mail_is_the_user_name_in_any_case(ada: Person, client: Client) -> None:
    form = {"username": "ADA@Brightwater.example", "password": PASSWORD}
    answer = client.post("/login/", form, follow=True)
    assert answer.redirect_chain[-1][0] == "/incidents/"
    assert "Ada Example" in answer.text


def test_a_wrong_password_is_told(ada: Person, client: Client) -> None:
    form = {"username": ada.email, "password": "wrong"}
    answer = client.post("/login/", form)
    assert "Please enter a correct e-mail and password" in answer.text


def test_the_back_office_lets_an_admin_in(ada: Person, client: Client) -> None:
    form = {"username": ada.email, "password": PASSWORD, "next": "/admin/"}
    answer = client.post("/admin/login/?next=/admin/", form, follow=True)
    assert "Open incidents by severity" in answer.text


def test_the_back_office_keeps_a_responder_out(ben: Person) -> None:
    answer = browser(ben).get("/admin/", follow=True)
    assert "You are logged in as Ben Example, who may not enter" in answer.text


def test_logging_out_ends_it(ada: Person) -> None:
    client = browser(ada)
    client.post("/logout/")
    assert client.get("/incidents/").status_code == 302


def test_only_a_superuser_sets_somebody_elses_password(
    ada: Person, ben: Person, admin: Client
) -> None:
    ben.is_staff = True
    ben.save()
    rights = ["view_person", "change_person"]
    ben.user_permissions.set(Permission.objects.filter(codename__in=rights))
    page = reverse("admin:auth_user_password_change", args=[ada.pk])
    own = reverse("admin:auth_user_password_change", args=[ben.pk])
    assert browser(ben).get(page).status_code == 403
    assert browser(ben).get(own).status_code == 200
    assert admin.get(own).status_code == 200


@pytest.mark.parametrize(
    "action",
    [
        "apikey_revoke",
        "freeze_lift",
        "followup_drop",
        "entry_hide",
        "reminder_stop",
        "subscription_end",
    ],
)
def test_an_action_on_what_is_no_row_is_not_found(admin: Client, action: str) -> None:
    page = reverse(f"admin:incidents_{action}", args=["abc"])
    assert admin.post(page, {"_form_submitted": "on"}).status_code == 404


def tries_passwords(
    client: Client, email: str, *, times: int, at: str = "/login/"
) -> str:
    """What is told after this many wrong ones, in other spellings of the e-mail too."""
    told = ""
    for number in range(times):
        name = email.upper() if number % 2 else email
        told = client.post(at, {"username": name, "password": "wrong"}).text
    return told


@pytest.mark.parametrize("at", ["/login/", "/admin/login/"])
def test_who_tries_too_many_passwords_waits(
    at: str, ada: Person, client: Client
) -> None:
    assert "Too many" not in tries_passwords(client, ada.email, times=TRIES, at=at)
    told = tries_passwords(client, ada.email, times=1, at=at)
    assert "Too many wrong passwords from here. Try again in 3 minutes" in told
    right = client.post(at, {"username": ada.email, "password": PASSWORD})
    assert "Too many wrong passwords" in right.text


def test_another_account_and_another_address_are_not_kept_out(
    ada: Person, ben: Person, client: Client
) -> None:
    tries_passwords(client, ada.email, times=TRIES + 1)
    assert "Too many" not in tries_passwords(client, ben.email, times=1)
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    form = {"username": ada.email, "password": PASSWORD}
    assert elsewhere.post("/login/", form).status_code == 302


def test_logging_in_forgets_the_wrong_ones(ada: Person, client: Client) -> None:
    for _ in range(3):
        tries_passwords(client, ada.email, times=TRIES - 1)
        form = {"username": ada.email, "password": PASSWORD}
        assert client.post("/login/", form).status_code == 302
        client.logout()


def test_an_address_that_tries_many_accounts_waits(db: None, client: Client) -> None:
    for number in range(TRIES_OF_ALL):
        tries_passwords(client, f"somebody{number}@brightwater.example", times=1)
    told = tries_passwords(client, "new@brightwater.example", times=1)
    assert "Too many wrong passwords from here" in told


def test_an_admin_lets_them_in_again(ada: Person, ben: Person, client: Client) -> None:
    tries_passwords(client, ben.email, times=TRIES + 1)
    Throttle.objects.create(scope="slack:chat.update", until=NOW)
    chosen = list(Throttle.objects.values_list("pk", flat=True))
    browser(ada).post(
        reverse("admin:incidents_throttle_changelist"),
        {"action": "lift", "_selected_action": chosen},
    )
    assert "Too many" not in tries_passwords(client, ben.email, times=1)
    assert Throttle.objects.filter(scope="slack:chat.update").exists()
