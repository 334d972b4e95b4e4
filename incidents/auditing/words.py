"""What admins read first. Pure."""

from collections.abc import Sequence

from incidents.auditing.models import Trouble


def headline(troubles: Sequence[Trouble]) -> str:
    """Over all of these: one is told of as it is now."""
    lasting = [each for each in troubles if each.ended_at is None]
    if any(each.is_grave for each in lasting):
        return "Muster does not work as it should"
    if lasting:
        return "Muster asks you to look at this"
    return "This is over"
