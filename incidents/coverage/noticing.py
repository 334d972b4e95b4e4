"""Gaps of the next week are told to admins before they begin."""

from datetime import datetime, timedelta

from incidents.auditing import services as auditing
from incidents.auditing.values import Finding
from incidents.catalog.models import Service
from incidents.coverage.proving import prove
from incidents.coverage.telling import gap_text
from incidents.coverage.values import Proof
from incidents.escalation.values import House

AHEAD = timedelta(days=7)
# A deployment without any policy pages nobody on purpose: that is for its set-up.
SHOWN = 20


def look(now: datetime, house: House) -> None:
    """Prove every service from `now` (UTC) on, and keep what is missing."""
    proofs = prove(Service.objects.order_by("name"), now, now + AHEAD, house)
    lacking = [each for each in proofs if each.policy and each.gaps]
    found = [_finding(each) for each in lacking[:SHOWN]]
    auditing.note(auditing.COVERAGE, found, now)


def _finding(proof: Proof) -> Finding:
    more = len(proof.gaps) - 1
    others = f" ({more} more gap{'s' * (more > 1)} within a week)" if more else ""
    text = f"{proof.name}: {gap_text(proof.gaps[0], proof.zone)}{others}"
    return Finding(auditing.COVERAGE, text, subject=proof.slug[:80], is_grave=False)
