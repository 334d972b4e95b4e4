"""The whole post-mortem as one Markdown document. Pure.

What people wrote stands in the middle; what is known of the incident is made anew
around it each time, so that neither overwrites the other.
"""

import re
import unicodedata
from collections.abc import Iterator

from incidents.postmortems import markdown as md
from incidents.postmortems.values import Facts, Line, ToDo, phases
from incidents.values import Status, severity_label


def document(facts: Facts, text: str, *, state: str) -> str:
    """To keep or to hand on. `state` says whether it is a draft."""
    title = f"# Post-mortem of {facts.reference}: {md.inline(facts.title)}"
    note = f"*{md.escape(state)}*"
    if facts.is_private:
        note += " · **Private: only for the people in this incident**"
    parts = [title, note, head(facts), text.strip(), tail(facts)]
    return "\n\n".join(part for part in parts if part) + "\n"


def head(facts: Facts) -> str:
    """The facts and the people."""
    return "\n\n".join(["## Facts", _facts(facts), "## People", _people(facts)])


def tail(facts: Facts) -> str:
    """The course of things with a chart, the timeline and the follow-ups.

    The chart is in Mermaid's language, which GitHub and GitLab draw.
    """
    parts = ["## How it went (UTC)"]
    if phases(facts):
        parts.append(gantt(facts))
    parts += [course(facts), "## Timeline (UTC)", timeline(facts)]
    return "\n\n".join([*parts, "## Follow-ups", to_dos(facts)])


def gantt(facts: Facts) -> str:
    """Status over time. Source: mermaid.js.org/syntax/gantt.html"""
    form = "%Y-%m-%d %H:%M:%S"
    bars = [
        f"    {phase.status.label} :{phase.since:{form}}, {phase.until:{form}}"
        for phase in phases(facts)
    ]
    bars += [
        f"    Reopened :milestone, {at:{form}}, 0d"
        for at in facts.reopened
        if facts.declared_at <= at <= facts.end
    ]
    lines = [
        "```mermaid",
        "gantt",
        f"    title {facts.reference}, status over time (UTC)",
        "    dateFormat YYYY-MM-DD HH:mm:ss",
        "    axisFormat %H:%M",
        "    section Status",
        *bars,
        "```",
    ]
    return "\n".join(lines)


def course(facts: Facts) -> str:
    """The statuses up to being resolved, as a table."""
    rows = [
        (phase.status.label, md.moment(phase.since), md.span(phase.lasted))
        for phase in phases(facts)
    ]
    if not rows:
        return "It was resolved at once."
    return md.table(("Status", "From", "Lasted"), rows)


def durations(facts: Facts) -> Iterator[tuple[str, str]]:
    """How long it took from being declared, as far as it came."""
    reached = {
        "Time to acknowledge": facts.acknowledged_at,
        "Time to fix": facts.times.get(Status.MONITORING),
        "Time to resolve": facts.resolved_at,
    }
    for label, at in reached.items():
        if at is not None:
            yield label, md.span(at - facts.declared_at)


def file_name(facts: Facts) -> str:
    """`inc-12-checkout-is-down-postmortem.md`: ASCII, for any file system."""
    plain = unicodedata.normalize("NFKD", facts.title).encode("ascii", "ignore")
    words = re.sub(r"[^a-z0-9]+", "-", plain.decode().lower()).strip("-")
    slug = f"{words[:60].strip('-')}-" if words else ""
    return f"{facts.reference.lower()}-{slug}postmortem.md"


def _facts(facts: Facts) -> str:
    service = md.escape(facts.service) or "–"
    team = f" ({md.escape(facts.team)})" if facts.team else ""
    rows = [
        ("Severity", severity_label(facts.severity)),
        ("Status", facts.status.label),
        ("Service", service + team),
        ("Declared", _by(md.moment(facts.declared_at), facts.declared_by)),
        ("Acknowledged", _by(md.moment(facts.acknowledged_at), facts.acknowledged_by)),
        ("Resolved", md.moment(facts.resolved_at)),
        *durations(facts),
    ]
    if facts.reopened:
        rows.append(("Reopened", f"{len(facts.reopened)} ×"))
    if facts.resolution:
        rows.append(("What fixed it", md.inline(facts.resolution)))
    return md.table(("What", "All times in UTC"), rows)


def _by(at: str, who: str) -> str:
    return f"{at}, {md.escape(who)}" if who and at != "–" else at


def _people(facts: Facts) -> str:
    rows = [
        (
            md.escape(each.role),
            md.escape(each.name),
            md.moment(each.since),
            md.moment(each.until),
        )
        for each in facts.people
    ]
    shown = [md.table(("Role", "Who", "From (UTC)", "Until (UTC)"), rows)]
    if facts.others:
        shown.append(f"Also in it: {', '.join(map(md.escape, facts.others))}.")
    return "\n\n".join(shown) if rows else (shown[1:] or ["Nobody is on record."])[0]


def timeline(facts: Facts) -> str:
    """Every line of the timeline that is shown, as a table."""
    if not facts.lines:
        return "Nothing is written down."
    rows = (
        (md.moment(line.at), _what(line), md.escape(line.who) or "Muster")
        for line in facts.lines
    )
    return md.table(("When", "What", "Who"), rows)


def _what(line: Line) -> str:
    text = md.inline(line.text)
    return f"{text} {md.link('message', line.permalink)}" if line.permalink else text


def to_dos(facts: Facts) -> str:
    """The follow-ups as they are now, as a table."""
    if not facts.to_dos:
        return "There are none."
    return md.table(("What", "Owner", "Due", "Status"), map(_to_do, facts.to_dos))


def _to_do(each: ToDo) -> tuple[str, str, str, str]:
    owner = md.escape(each.owner) or "–"
    return md.inline(each.title), owner, md.day(each.due_on), each.status
