"""A gap in words."""

from zoneinfo import ZoneInfo

from incidents.coverage.values import Uncovered


def gap_text(gap: Uncovered, zone: ZoneInfo) -> str:
    """`nobody can be reached from ... to ... (Europe/London): why`, by its clock."""
    severities = [each or "an unset severity" for each in gap.severities]
    only = f" for {', '.join(severities)}" if severities else ""
    first, last = gap.starts.astimezone(zone), gap.ends.astimezone(zone)
    return (
        f"nobody can be reached{only} from {first:%a %-d %b %Y %H:%M} to "
        f"{last:%a %-d %b %Y %H:%M} ({zone.key}): {gap.why}"
    )
