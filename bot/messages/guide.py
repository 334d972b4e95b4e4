"""A team's escalation guide in Slack. Pure."""

from collections.abc import Iterator, Sequence

from bot import blockkit
from bot.answers import Block, Say
from bot.messages import words
from bot.mrkdwn import clip, inline, moment
from incidents.escalation.guide import AT_ONCE, Guide, Plan, Stage
from incidents.people.models import Team

# Slack takes 50 blocks in a message; the heading and the last line are two.
PLANS = 12
STAGES = 12
CALLED = 8
TEAMS = 40


def guide(found: Guide) -> Say:
    """Who of a team is called when; the page has all of it."""
    heading = f"Escalation guide of {inline(found.team.name, 120)}"
    link = f"<{words.web_guide(found.team.slug)}|The whole guide, to print>"
    blocks: list[Block] = [
        blockkit.section(f"*{heading}*"),
        blockkit.section(_hours(found)),
    ]
    if found.roles:
        blocks.append(blockkit.section(_roles(found)))
    blocks += [blockkit.section(_plan(plan)) for plan in found.plans[:PLANS]]
    if not found.plans:
        blocks.append(blockkit.section("The team has no policy of its own."))
    blocks.append(blockkit.context(f"{inline(found.last, 300)}. {link}"))
    return Say(heading, blocks=tuple(blocks), title="Escalation guide")


def choose(teams: Sequence[Team]) -> Say:
    """Whose guide? All there are, as links."""
    if not teams:
        return Say("There is no team yet. Admins make teams in the back-office.")
    links = [
        f"<{words.web_guide(each.slug)}|{inline(each.name, 80)}>"
        for each in teams[:TEAMS]
    ]
    text = (
        f"Escalation guides: {', '.join(links)}. {words.command('guide <team>')} shows "
        "one here."
    )
    return Say(clip(text, 11_000), title="Escalation guides")


def _hours(found: Guide) -> str:
    mode = found.coverage.mode.label
    lines = [
        f"*Now {mode.lower()}* until {moment(found.coverage.until)}: "
        f"{inline(found.coverage.reason, 300)}",
        f"Working hours: {'; '.join(found.hours)} ({found.zone})",
    ]
    lines += [
        f"{day:%a %-d %b}: {inline(name, 80)}, automated"
        for day, name in found.days_off[:5]
    ]
    lines += [
        f"{moment(each.starts_at)} to {moment(each.ends_at)}: {inline(each.name, 80)}, "
        f"{each.mode.label.lower()}"
        for each in found.events[:5]
    ]
    return clip("\n".join(lines), 3_000)


def _roles(found: Guide) -> str:
    lines = [
        f"{inline(each.name, 80)}: *{inline(each.now, 120) or 'nobody'}* "
        f"({inline(each.by, 120)})"
        for each in found.roles[:20]
    ]
    return clip("\n".join(["*Roles*", *lines]), 3_000)


def _plan(plan: Plan) -> str:
    whose = ["the team's default"] if plan.is_default else []
    if plan.services:
        whose.append(f"for {inline(', '.join(plan.services), 200)}")
    about = f" ({'; '.join(whose)})" if whose else ""
    head = f"*{inline(plan.name, 80)}*{about}"
    lines = [line for each in plan.stages[:STAGES] for line in _stage(each)]
    if more := len(plan.stages) - STAGES:
        lines += [f"and {more} more levels"] if more > 0 else []
    if plan.repeats:
        times = "once" if plan.repeats == 1 else f"{plan.repeats} times"
        lines.append(f"Then from the start again, {times}.")
    return clip("\n".join([head, *lines]), 3_000)


def _stage(stage: Stage) -> Iterator[str]:
    only = f" ({inline('; '.join(stage.only), 200)})" if stage.only else ""
    asks = inline("; ".join(stage.asks), 200) or "nobody"
    yield f"*Level {stage.number}*: {asks}{only}"
    for one in stage.called[:CALLED]:
        yield (
            f"    *{inline(one.name, 80)}* · hands-on: {inline(one.hands_on, 200)} · "
            f"automated: {inline(one.automated, 200)}"
        )
    if (more := len(stage.called) - CALLED) > 0:
        yield f"    and {more} more"
    for reason in stage.missing:
        yield f"    ⚠️ {inline(reason, 200)}"
    if stage.wait:
        yield f"    {stage.wait if stage.wait == AT_ONCE else f'after {stage.wait}'}:"
