"""Why an incident exists: what was decided about its alerts, in words."""

from collections.abc import Iterator

from bot import blockkit
from bot.answers import Block, Say
from bot.messages import words
from bot.mrkdwn import inline, moment
from incidents.alerts import why
from incidents.alerts.values import Decision
from incidents.alerts.why import Told, Why

SHOWN = 12
REASON = 300


def said(told: Why) -> Say:
    """For the person who asked; times are shown in their zone by Slack."""
    incident = told.incident
    head = f"*Why {incident.reference}?* {inline(incident.title, 300)}"
    text = f"{head}\n{inline(told.reason, 500)}\n*Who is paged?* {inline(told.paged)}"
    blocks: list[Block] = [blockkit.section(text)]
    blocks += [blockkit.section(_alert(each)) for each in told.alerts]
    if told.pages:
        blocks.append(blockkit.section(_pages(told)))
    left = told.total - len(told.alerts)
    page = f"<{words.web(incident)}#alerts|its page>"
    more = f"and {left:,} more alert{'s' * (left != 1)}, on {page}"
    rest = more if left else f"All of it is on {page}"
    replay = f"<{words.web(incident)}replay/|Under another policy>"
    blocks.append(blockkit.context(f"{rest} · {replay}"))
    return Say(text, blocks=tuple(blocks), title="Why")


def _pages(told: Why) -> str:
    """The latest pages, with what chose each, as many as fit."""
    lines: list[str] = []
    room = 2_600
    for page in reversed(told.pages):
        why = inline("; ".join(page.why), 500)
        line = f"• {moment(page.at)} {inline(page.outcome, 200)}\n    {why}"
        room -= len(line) + 1
        if room < 0:
            lines.append("…")
            break
        lines.append(line)
    return "\n".join(["*Pages, the latest first*", *lines])


def _alert(told: Told) -> str:
    alert = told.alert
    page = f"{words.web_alerts()}{alert.pk}/"
    again = f" ×{alert.count:,}" if alert.count > 1 else ""
    state = alert.get_status_display().lower()
    return "\n".join(
        [
            f"*<{page}|Alert {alert.pk}>* {inline(alert.title, 160)}{again} · {state}",
            *_lines(told.decisions),
        ]
    )


def _lines(decisions: tuple[Decision, ...]) -> Iterator[str]:
    """The first and the last of them, when there are many."""
    if len(decisions) > SHOWN:
        kept = (*decisions[: SHOWN // 2], None, *decisions[-SHOWN // 2 :])
    else:
        kept = decisions
    room = 2_200
    for each in kept:
        line = "…" if each is None else _line(each)
        room -= len(line) + 1
        if room < 0:
            yield "…"
            return
        yield line


def _line(decision: Decision) -> str:
    reason = inline(decision.reason, REASON)
    return f"• {moment(decision.at)} *{inline(why.step(decision), 40)}*: {reason}"
