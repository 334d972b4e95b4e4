"""What Brightwater learnt from an incident that it had before Muster came."""

from datetime import timedelta

from backoffice.seeding import company
from incidents.postmortems.models import Postmortem, Revision
from incidents.record.models import Incident

# By the incident's title: who wrote it, and the text.
WRITTEN = {
    "Card payments declined for one bank in six": (
        "ada",
        """\
## Summary

For 66 minutes, customers of several banks could not pay by card: the certificate that
the Card Gateway shows to one card network had expired at midnight.

## Impact

One payment in six was declined between 00:00 and 01:06. Support had 41 tickets; about
380 orders were lost, most of them were placed again within a day.

## What happened

- The certificate expired at midnight. Nothing watched its expiry.
- Declines rose within minutes. Our alert is on **all** payments, and five in six went
  well, so that nobody was called; a colleague noticed by chance.
- We first suspected the network: it had an incident the week before.
- The gateway's log named the cause. A new certificate was out 27 minutes later.

## Causes

- Certificates are renewed by hand, from one person's calendar.
- The alert looks at the sum, and hides what happens to a single bank.

## What went well

- The runbook for certificates was right, to the letter.

## What went badly

- Eleven minutes went by before somebody read the gateway's log.

## Where we were lucky

- It was night. At noon it would have been ten times as many orders.
""",
    ),
}


def write(incident: Incident) -> None:
    """The post-mortem of a past incident, published before it was closed."""
    if incident.title not in WRITTEN or incident.resolved_at is None:
        return
    name, text = WRITTEN[incident.title]
    writer = company.person(name)
    begun = incident.resolved_at + timedelta(hours=10)
    edited = begun + timedelta(hours=1)
    made = Postmortem.objects.create(
        incident=incident,
        status=Postmortem.Status.PUBLISHED,
        text=text.strip(),
        version=2,
        created_by=writer,
        created_at=begun,
        edited_at=edited,
        published_at=begun + timedelta(hours=2),
    )
    Revision.objects.create(
        postmortem=made, version=2, text=made.text, by=writer, at=edited
    )
