"""Getting in."""

import pytest
from django.test import Client

from incidents.people.models import Person
from tests.backoffice.conftest import PASSWORD, browser


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
