"""The first text of a post-mortem: what is known, and what people are to add. Pure."""

from incidents.postmortems import markdown as md
from incidents.postmortems.values import Facts, Line, Weight
from incidents.values import severity_label

SHOWN = 60
_TOLD = (Weight.UPDATE, Weight.CHANGE, Weight.NOTE)


def draft(facts: Facts) -> str:
    """Markdown for people to go on with. It is written once and is theirs then."""
    sections = (
        ("Summary", _summary(facts)),
        ("Impact", "_Who noticed, what could they not do, for how long, how many?_"),
        ("What happened", _story(facts)),
        (
            "Causes",
            "_What set it off, and what let it happen: things and habits, no names._",
        ),
        ("What went well", "- _What helped, and should stay?_"),
        ("What went badly", "- _What cost time, or made it worse?_"),
        ("Where we were lucky", "- _What could have made it much worse?_"),
    )
    return "\n\n".join(f"## {head}\n\n{text}" for head, text in sections)


def _summary(facts: Facts) -> str:
    about = f" on {md.escape(facts.service)}" if facts.service else ""
    who = f" by {md.escape(facts.declared_by)}" if facts.declared_by else ""
    first = (
        f"{severity_label(facts.severity)}{about}: declared{who} at "
        f"{md.moment(facts.declared_at)} UTC"
    )
    if facts.resolved_at:
        first += f", resolved after {md.span(facts.end - facts.declared_at)}"
    parts = [f"{first}.", md.block(facts.summary)]
    if facts.resolution:
        parts.append(f"**What fixed it:** {md.block(facts.resolution)}")
    parts.append("_In two sentences: what broke, for whom, and why?_")
    return "\n\n".join(part for part in parts if part)


def _story(facts: Facts) -> str:
    told = [line for line in facts.lines if line.weight in _TOLD]
    rows = [_told(line, facts) for line in told[:SHOWN]]
    if len(told) > SHOWN:
        rows.append(f"- and {len(told) - SHOWN} more lines on the timeline below")
    hint = "_Tell it as a story: what was seen, thought and done, and why (UTC)._"
    return "\n".join([hint, "", *rows]) if rows else hint


def _told(line: Line, facts: Facts) -> str:
    same_day = line.at.date() == facts.declared_at.date()
    at = f"{line.at:%H:%M}" if same_day else md.moment(line.at)
    who = f" ({md.escape(line.who)})" if line.who else ""
    return f"- **{at}** {md.inline(line.text)}{who}"
