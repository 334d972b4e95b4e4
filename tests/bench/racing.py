"""Run inside Muster's process: acknowledgements race two workers."""

import json
import time

from django.utils import timezone

from incidents.catalog.models import Service
from incidents.people.models import Person
from tests.bench.pagers import service
from tests.escalation.race import race


def measure(count: int) -> None:
    """Prints how often who came first, and the seconds it took, as JSON."""
    service(0, "+447700910000")
    paged = Service.objects.get(slug="bench-0")
    by = Person.objects.get(email="ada@brightwater.example")
    began = time.monotonic()
    found = race(paged, by, count=count, now=timezone.now(), seed=1)
    print(json.dumps(dict(found) | {"seconds": time.monotonic() - began}))
