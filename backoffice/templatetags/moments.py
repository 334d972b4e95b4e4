"""Times, shown in the reader's zone with UTC on hover."""

from datetime import UTC, datetime

from django import template
from django.utils import timezone
from django.utils.html import format_html

register = template.Library()


@register.filter
def moment(at: datetime | None) -> str:
    """`12 Mar 2026, 14:05` on the current zone's clock; a dash for no time."""
    if at is None:
        return "–"
    local, utc = timezone.localtime(at), at.astimezone(UTC)
    return format_html(
        '<time datetime="{}" title="{} UTC">{}</time>',
        utc.isoformat(timespec="seconds"),
        f"{utc:%Y-%m-%d %H:%M:%S}",
        f"{local.day} {local:%b %Y, %H:%M}",
    )


@register.filter
def lasting(begin: datetime, end: datetime) -> str:
    """`3 d 4 h`, `2 h 5 min`, `7 min`, `under a minute`."""
    minutes = max(0, int((end - begin).total_seconds()) // 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    if hours:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{minutes} min" if minutes else "under a minute"
