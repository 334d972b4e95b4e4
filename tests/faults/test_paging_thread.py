"""A Slack that hangs: every thread waits for it but the one that pages have."""

import pytest
from django.conf import settings as of_django
from pytest_django import Settings

from incidents.record.models import Incident
from tasks.pulse import Pulse
from tests.bot.conftest import Company
from tests.escalation.race import at_once, leave
from tests.phones.test_sending import calls, company, incident, page, server, twilio
from tests.sandbox_process import Sandbox, eventually

__all__ = ["company", "incident", "server", "twilio"]
# Much longer than a call to a phone takes, for Slack's come to their end here.
HANGS = 9.0


@pytest.mark.django_db(transaction=True)
def test_while_slack_hangs_in_every_other_thread_a_phone_rings(
    company: Company, incident: Incident, server: Sandbox, settings: Settings
) -> None:
    settings.SLACK_API_URL = server.api_url
    settings.CALL_TIMEOUT_SECONDS, settings.LEASE_SECONDS = HANGS, 60.0
    threads = of_django.DELIVERY_THREADS
    for number in range(threads):
        company.declares(title=f"Queue {number} grows")
    fault = server.fault("*", "hang", times=None)
    pulse = Pulse(["page", "slack"])
    pulse._beat()
    hanging = threads - 1
    eventually(lambda: [f for f in server.faults() if f["fired"] == hanging], seconds=5)
    page(company, incident)
    pulse.wake("page")  # as whoever asks for a page does
    pulse._beat()
    eventually(lambda: calls(server), seconds=HANGS / 2)
    (still,) = [each for each in server.faults() if each["id"] == fault]
    assert still["fired"] == hanging
    server.clear_faults()
    at_once(pulse._pool, *[leave] * threads)
