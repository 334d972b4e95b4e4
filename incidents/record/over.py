"""What is over, and where what was merged went."""

from incidents.people.models import Person
from incidents.record.models import Incident
from incidents.values import Mistake, Status

UNNAMED = "a private incident"
MERGED_AWAY = f"Merged into {UNNAMED}"
"""What the timeline of a public incident says of a survivor that it must not name."""


def survivor(incident: Incident) -> Incident:
    """What it was merged into, and that one in turn; itself when it was not merged."""
    while incident.merged_into is not None:
        incident = incident.merged_into
    return incident


def went_to(incident: Incident, *, by: Person | None) -> str:
    """`INC-7`, or no more than its being private to who may not know of that one."""
    left = survivor(incident)
    if Incident.objects.visible_to(by).filter(pk=left.pk).exists():
        return left.reference
    return UNNAMED


def refuse_merged(incident: Incident, *, by: Person | None, field: str = "") -> None:
    """Raise Mistake when it was merged, naming where it went; only that one goes on."""
    if incident.merged_into_id is not None:
        where = went_to(incident, by=by)
        raise Mistake(
            f"{incident.reference} was merged into {where}: go on there.", field=field
        )


def refuse_over(incident: Incident, *, by: Person | None, field: str = "") -> None:
    """Raise Mistake when it takes no more changes: merged, closed or declined."""
    refuse_merged(incident, by=by, field=field)
    if incident.status in (Status.CLOSED, Status.DECLINED):
        label = incident.get_status_display().lower()
        raise Mistake(f"{incident.reference} is {label}: reopen it first.", field=field)
