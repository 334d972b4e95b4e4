"""What is to be decided about an incident in triage, and where a merged one went."""

from bot import blockkit
from bot.answers import Say
from bot.messages import words
from bot.mrkdwn import inline
from incidents.record.models import Incident
from incidents.record.over import MERGED_AWAY, UNNAMED, survivor
from incidents.values import Status


def buttons(incident: Incident) -> list[blockkit.Element]:
    """Accept, decline or merge; none once that is decided. Pure."""
    if incident.status != Status.TRIAGE:
        return []
    value = str(incident.pk)
    return [
        blockkit.button("Accept", "incident_accept", value, style="primary"),
        blockkit.button("Decline…", "incident_decline", value),
        blockkit.button("Merge…", "incident_merge", value),
    ]


def went_to(incident: Incident) -> str:
    """`INC-7`, as far as everybody who sees the merged one may know, escaped."""
    left = survivor(incident)
    if left.is_private and not incident.is_private:
        return UNNAMED
    return left.reference


def pointer(incident: Incident) -> str:
    """Where the merged one goes on, with its title and channel, escaped."""
    left = survivor(incident)
    if left.is_private and not incident.is_private:
        return f"{MERGED_AWAY}, which its own people know of"
    title = inline(left.title, 1_000)
    return f"Merged into *{left.reference}* {title} · {words.channel(left)}"


def accepted(incident: Incident) -> Say:
    text = f"👍 You accepted {incident.reference}"
    if incident.channel is not None:
        text = f"{text}: {words.channel(incident)}"
    elif incident.channel_name:
        text = f"{text}. Slack is opening its channel; you are invited in a moment"
    return Say(f"{text}.")


def declined(incident: Incident) -> Say:
    text = f"🚫 {incident.reference} is declined."
    reopen = blockkit.button("Reopen…", "incident_reopen", str(incident.pk))
    return Say(text, blocks=(blockkit.section(text), blockkit.actions(reopen)))


def merged(incident: Incident) -> Say:
    """For who merged it, and so may see both."""
    left = survivor(incident)
    text = f"🔀 {incident.reference} is merged into {left.reference}"
    text = f"{text}: {words.channel(left)}" if left.channel else text
    if left.is_private and not incident.is_private:
        text = (
            f"{text}. Nobody was taken along, for {left.reference} is private; what "
            f"{incident.reference} showed so far stays public"
        )
    return Say(f"{text}.")
