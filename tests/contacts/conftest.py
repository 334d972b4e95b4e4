"""Ada, who has a phone, and Ben, who has none."""

from datetime import UTC, datetime

import pytest

from incidents.contacts import services
from incidents.contacts.models import ContactMethod
from incidents.people.models import Person

NOW = datetime(2026, 3, 12, 14, 5, tzinfo=UTC)
MOBILE = "+447700900123"


@pytest.fixture
def ada(db: None) -> Person:
    return Person.objects.create(email="ada@brightwater.example", name="Ada Example")


@pytest.fixture
def ben(db: None) -> Person:
    return Person.objects.create(email="ben@brightwater.example", name="Ben Example")


@pytest.fixture
def mobile(ada: Person) -> ContactMethod:
    return services.add_method(
        person=ada, kind="phone", address=MOBILE, label="mobile", by=ada
    )
