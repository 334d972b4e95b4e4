"""The channels that Muster needs: tagged, alive."""

from collections.abc import Iterator, Sequence

from django.db import DatabaseError

from backoffice.doctor.examination import Matter
from bot.findings import Finding, bad, good, unknown
from incidents.channels import queries
from incidents.channels.models import (
    TAG_ANNOUNCEMENTS,
    TAG_DEPLOYMENTS,
    TAG_HELP,
    Conversation,
)

WHERE = "Tag one under Slack, Conversations in the back-office."
PURPOSES = {
    TAG_ANNOUNCEMENTS: "incidents are announced nowhere",
    TAG_HELP: "help names no channel to ask in",
    TAG_DEPLOYMENTS: "deployment freezes are announced nowhere",
}


def check() -> Iterator[Finding]:
    try:
        tagged = {tag: queries.tagged(tag) for tag in PURPOSES}
    except DatabaseError:
        return  # told under the database's own heading
    for tag, found in tagged.items():
        if found:
            yield good(f"{tag}: {_names(tag, found)}.")
        elif tag == TAG_ANNOUNCEMENTS:
            yield bad(f"No live channel has the tag {tag}: {PURPOSES[tag]}.", WHERE)
        else:
            yield unknown(f"No live channel has the tag {tag}: {PURPOSES[tag]}.", WHERE)


def _names(tag: str, found: Sequence[Conversation]) -> str:
    first, *others = [f"#{channel.name}" for channel in found]
    if tag == TAG_ANNOUNCEMENTS and others:
        return f"{first}, the first by name; not used: {', '.join(others)}"
    return ", ".join([first, *others])


MATTER = Matter(heading="Channels", rank=50, check=check)
