"""Which effects a change of who is on call asks for; Slack carries them out."""

from django.conf import settings

from incidents.channels import syncing
from incidents.oncall.models import Gap, Override, ShiftRequest
from incidents.outbox import services as outbox
from incidents.outbox.values import Wanted
from incidents.people.models import Membership

REQUEST = "shift_request"
OVERRIDE = "oncall_override"
START = "shift_start"
GAP = "oncall_gap"
GAP_EMAIL = "oncall_gap.email"
# A message about a shift comes before the work that is only nice to have.
PRIORITY = 30

ASKED, ASKER = "asked", "asker"


def tell_request(request: ShiftRequest) -> None:
    """Both sides have one message each, edited when it is answered."""
    for side in (ASKED, ASKER):
        outbox.touch(
            kind=REQUEST,
            key=f"{REQUEST}:{request.pk}:{side}",
            subject=f"schedule:{request.schedule_id}",
            args={"request": request.pk, "side": side},
            priority=PRIORITY,
        )


def tell_override(override: Override, *, to: int | None = None) -> None:
    """Whom it is about is told, or the person `to` from whom it takes the pager."""
    person = to or override.person_id
    outbox.touch(
        kind=OVERRIDE,
        key=f"{OVERRIDE}:{override.pk}:{person}",
        subject=f"schedule:{override.schedule_id}",
        args={"override": override.pk, "person": person},
        priority=PRIORITY,
    )


def tell_gap(gap: Gap) -> None:
    """The team's people and the admins hear once that nobody is on call."""
    team = Membership.objects.filter(team=gap.schedule.team_id, person__is_active=True)
    people = {*team.values_list("person", flat=True), *syncing.admins()}
    kinds = [GAP, *([GAP_EMAIL] if settings.EMAIL_URL else [])]
    outbox.add_all(
        [
            Wanted(
                kind=kind,
                key=f"{kind}:{gap.pk}:{person}",
                subject=f"schedule:{gap.schedule_id}",
                args={"gap": gap.pk, "person": person},
                priority=PRIORITY,
            )
            for kind in kinds
            for person in sorted(people)
        ]
    )
