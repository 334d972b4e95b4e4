"""A service's keys: made by themselves, replaced with grace, revoked at once."""

from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from incidents import defaults
from incidents.alerts import inbox
from incidents.catalog import service_keys
from incidents.catalog.keys import digest_of
from incidents.catalog.models import Service, ServiceKey
from incidents.people.models import Person, Team
from incidents.values import Mistake
from tests.backoffice.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def team() -> Team:
    return Team.objects.create(name="Payments", slug="payments")


@pytest.fixture
def service(team: Team) -> Service:
    return Service.objects.create(name="Ledger", slug="ledger", team=team)


@pytest.fixture
def ada() -> Person:
    return Person.objects.create_superuser("ada@brightwater.example", "Ada", "x")


def works(key: ServiceKey) -> bool:
    """Whether the ingest takes the key, by the statement that it asks."""
    secret = service_keys.secret_of(key)
    with connection.cursor() as cursor:
        offer = (digest_of(secret), "api", "{}", None)
        return inbox.keep(cursor, [offer]) == ({0: 0}, {key.pk})


def test_a_new_service_has_a_key_that_only_its_digest_finds(service: Service) -> None:
    (key,) = service.keys.all()
    secret = service_keys.secret_of(key)
    assert secret.startswith("mk_")
    assert key.digest == digest_of(secret)
    assert secret not in key.sealed
    assert works(key)
    service.description = "Books every payment"
    service.save()
    assert service.keys.count() == 1


def test_a_service_of_old_gets_its_key_with_the_next_migration(team: Team) -> None:
    Service.objects.bulk_create([Service(name="Old", slug="old", team=team)])
    assert not ServiceKey.objects.exists()
    defaults.make()
    defaults.make()
    assert ServiceKey.objects.get().service.slug == "old"


def test_without_field_keys_a_service_is_made_all_the_same(
    team: Team, settings: Settings
) -> None:
    settings.FIELD_KEYS = []
    made = Service.objects.create(name="Ledger", slug="ledger", team=team)
    assert not made.keys.exists()


def test_the_old_key_works_as_long_as_was_said(service: Service, ada: Person) -> None:
    (old,) = service.keys.all()
    grace = timedelta(hours=1)
    new = service_keys.regenerate(service=service, grace=grace, by=ada, now=NOW)
    assert service_keys.newest(service=service, now=NOW) == new
    usable = service_keys.usable(service=service, now=NOW + timedelta(minutes=59))
    assert set(usable) == {old, new}
    assert set(service_keys.usable(service=service, now=NOW + grace)) == {new}


def test_without_grace_only_the_new_key_works(service: Service, ada: Person) -> None:
    (old,) = service.keys.all()
    new = service_keys.regenerate(service=service, grace=timedelta(), by=ada, now=NOW)
    old.refresh_from_db()
    assert old.expires_at == NOW
    assert works(new)
    assert not works(old)


def test_a_second_regeneration_never_prolongs_a_key(
    service: Service, ada: Person
) -> None:
    (old,) = service.keys.all()
    for hours in (1, 24):
        service_keys.regenerate(
            service=service, grace=timedelta(hours=hours), by=ada, now=NOW
        )
    old.refresh_from_db()
    assert old.expires_at == NOW + timedelta(hours=1)


def test_a_grace_of_months_is_refused(service: Service, ada: Person) -> None:
    with pytest.raises(Mistake, match="30 days"):
        service_keys.regenerate(
            service=service, grace=timedelta(days=31), by=ada, now=NOW
        )
    assert service.keys.count() == 1


def test_a_revoked_key_is_refused_by_the_next_batch(service: Service) -> None:
    (key,) = service.keys.all()
    service_keys.revoke(key=key, now=NOW)
    assert not works(key)
    with pytest.raises(Mistake, match="already"):
        service_keys.revoke(key=key, now=NOW)


def test_the_team_and_admins_may_see_a_key_and_nobody_else(
    service: Service, team: Team, ada: Person
) -> None:
    ben = Person.objects.create_user("ben@brightwater.example", "Ben")
    hugo = Person.objects.create_user("hugo@brightwater.example", "Hugo")
    team.people.add(ben)
    seen = {
        person.name: service_keys.may_see(service=service, person=person)
        for person in (ada, ben, hugo)
    }
    assert seen == {"Ada": True, "Ben": True, "Hugo": False}
