"""When an incident reached what, mended on its page, on the viewer's clock."""

import re
from datetime import UTC, datetime, timedelta

from incidents.lifecycle import services as lifecycle
from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.values import Status
from tests.backoffice.conftest import NOW, browser


def test_the_times_are_mended_in_order_on_the_viewers_clock(
    incident: Incident, ben: Person
) -> None:
    later = NOW + timedelta(hours=1)
    lifecycle.change_status(incident=incident, wanted=Status.FIXING, by=ben, now=later)
    client, url = browser(ben), f"/incidents/{incident.pk}/times/"
    assert url in client.get(f"/incidents/{incident.pk}/").text
    shown = dict(re.findall(r'name="(\w+_at)" value="([^"]+)"', client.get(url).text))
    assert shown["fixing_at"] == "2026-03-13T00:05"  # Tokyo

    refused = client.post(url, shown | {"fixing_at": "2026-03-12T23:00"})
    assert refused.status_code == 422
    assert "Fixing (12 Mar 23:00) cannot be before Investigating" in refused.text
    saved = client.post(url, shown | {"fixing_at": "2026-03-12T23:30"}, follow=True)
    assert "The times are saved." in saved.text
    assert "Times: Fixing 12 Mar 15:05 → 12 Mar 14:30 (UTC)" in saved.text
    incident.refresh_from_db()
    assert incident.fixing_at == datetime(2026, 3, 12, 14, 30, tzinfo=UTC)


def test_a_form_sent_as_it_is_changes_nothing(incident: Incident, ben: Person) -> None:
    client, url = browser(ben), f"/incidents/{incident.pk}/times/"
    shown = dict(re.findall(r'name="(\w+_at)" value="([^"]+)"', client.get(url).text))
    lines = incident.entries.count()
    assert "No time was changed." in client.post(url, shown).text
    assert incident.entries.count() == lines
