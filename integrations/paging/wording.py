"""What a page says, written and spoken. Pure."""

from django.conf import settings

from incidents.escalation.values import Outgoing, Told
from integrations.engines import Message

TITLE = 160
TEXT = 140
# Of several incidents told together so many are named, each with so much of its title.
SHORT = 60
WRITTEN = 4
SPOKEN = 5
SEVERITIES = {
    "SEV1": "severity one",
    "SEV2": "severity two",
    "SEV3": "severity three",
    "SEV4": "severity four",
}
KEYS = (
    "Press 1 to acknowledge, 2 to resolve, 3 to escalate, "
    "4 to silence for 30 minutes, 9 to repeat."
)
KEYS_TOGETHER = "Press 1 to acknowledge all, 3 to escalate all, 9 to repeat."
TEST_KEYS = "Press 1 to say that you hear this."


def message(page: Outgoing) -> Message:
    """What an engine says of it."""
    facts = {
        "reference": page.reference,
        "title": _one_line(page.title, TITLE),
        "severity": page.severity,
        "service": page.service,
        "team": page.team,
        "why": _one_line(page.text, TEXT),
        "link": _link(page),
    }
    if page.bundled:
        facts["further"] = ", ".join(each.reference for each in page.bundled)
    return Message(
        page=page.page,
        way=page.way,
        text=written(page),
        spoken=spoken(page),
        language=page.language,
        facts=facts,
    )


def written(page: Outgoing) -> str:
    """`INC-12 SEV1 Checkout is down (checkout). Reply ACK 12 or RES 12. https://`"""
    if not page.incident:
        return "Muster: this is a test of how you are reached. No answer is needed."
    if page.bundled:
        return _written_together(page)
    head = " ".join(x for x in (page.reference, page.severity) if x)
    where = f" ({page.service})" if page.service else ""
    how = f"Reply ACK {page.incident} or RES {page.incident}."
    if page.person is None:
        how = ""
    said = f"{head} {_one_line(page.title, TITLE)}{where}. {how} {_link(page)}"
    return " ".join(said.split())


def _written_together(page: Outgoing) -> str:
    """`3 incidents: INC-14 SEV1 Checkout is down; ... Reply ACK ALL, or ACK 14.`"""
    every = page.every
    named = "; ".join(
        " ".join(x for x in (t.reference, t.severity, _one_line(t.title, SHORT)) if x)
        for t in every[:WRITTEN]
    )
    more = f"; and {len(every) - WRITTEN} more" if len(every) > WRITTEN else ""
    how = f"Reply ACK ALL, or ACK {every[0].incident} for one."
    if page.person is None:
        how = ""
    said = f"{len(every)} incidents: {named}{more}. {how} {_list_of_all()}"
    return " ".join(said.split())


def spoken(page: Outgoing) -> str:
    """Who calls, what it is, where, and why them; without the keys. Of several, the
    most severe first.
    """
    if not page.incident:
        return f"Muster calls {page.name}. This is a test of how you are reached."
    parts = [f"Muster calls {page.name}."]
    every = page.every
    if len(every) > 1:
        parts.append(f"{len(every)} incidents.")
    team = page.team if len(every) == 1 else ""
    for told in every[:SPOKEN]:
        parts += _spoken_of(told, team)
    if len(every) > SPOKEN:
        parts.append(f"And {len(every) - SPOKEN} more.")
    return " ".join(parts)


def _spoken_of(told: Told, team: str) -> list[str]:
    number = told.reference.replace("INC-", "incident ")
    severity = SEVERITIES.get(told.severity, "")
    parts = [f"{number}{', ' + severity if severity else ''}.".capitalize()]
    parts.append(f"{_one_line(told.title, TITLE).rstrip('.')}.")
    if told.service:
        parts.append(f"Service {told.service}{', of ' + team if team else ''}.")
    return parts


def keys(page: Outgoing) -> str:
    """What may be pressed."""
    if page.bundled:
        return KEYS_TOGETHER
    return KEYS if page.incident else TEST_KEYS


def _link(page: Outgoing) -> str:
    return f"{settings.PUBLIC_URL}/incidents/{page.incident}/" if page.incident else ""


def _list_of_all() -> str:
    return f"{settings.PUBLIC_URL}/incidents/"


def _one_line(text: str, limit: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"
