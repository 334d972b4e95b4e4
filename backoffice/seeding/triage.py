"""One incident that a machine opened a moment ago, for somebody to decide about."""

from datetime import datetime

from backoffice.seeding import taking_part
from incidents.catalog.models import Service
from incidents.lifecycle.declaring import declare_many
from incidents.lifecycle.values import Declaration
from incidents.record.models import Incident
from incidents.values import Severity

TITLE = "Payout files to two banks are late"
SUMMARY = (
    "The 06:00 payout files for two of nine banks have not left the ledger. Customers "
    "see nothing yet; the banks' cut-off is at 10:00."
)


def make(*, now: datetime) -> int:
    """Open it unless it was opened before; how many. Slack hears of it by a worker."""
    if Incident.objects.filter(title=TITLE).exists():
        return 0
    service = Service.objects.filter(slug="ledger").first()
    declaration = Declaration(
        title=TITLE,
        summary=SUMMARY,
        severity=Severity.SEV3,
        service=service.pk if service else None,
    )
    made = declare_many(declarations=[declaration], by=None, now=now)
    for incident in made:
        taking_part.follow(incident)
    return len(made)
