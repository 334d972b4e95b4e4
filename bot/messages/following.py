"""The direct message that says how an incident stands that a person follows."""

from bot import blockkit
from bot.answers import Message
from bot.messages import words
from bot.mrkdwn import inline, moment
from incidents.record.models import Incident


def following(incident: Incident) -> Message:
    """Edited in place with each change; what happens stands in its thread. Pure."""
    state = (
        f"🔔 You follow {words.sign(incident)} *{incident.reference}* · "
        f"{words.short_severity(incident)} · *{words.status(incident)}*\n"
        f"{inline(incident.title, 2_000)}"
    )
    rest = "Each update and change comes in this thread."
    if incident.next_update_at is not None:
        rest = f"Next update due {moment(incident.next_update_at)}. {rest}"
    if incident.channel is not None and not incident.is_private:
        rest = f"{rest} Join: {words.channel(incident)}"
    value = str(incident.pk)
    buttons = [blockkit.button("Stop following", "incident_unfollow", value)]
    if incident.is_open:
        buttons.append(blockkit.button("Change how", "incident_follow", value))
    return Message(
        text=f"You follow {incident.reference}: {inline(incident.title, 1_000)}",
        blocks=(
            blockkit.section(state),
            blockkit.context(rest),
            blockkit.actions(*buttons),
        ),
    )


def by_email(incident: Incident) -> Message:
    """Takes its place once the person chose e-mail. Pure."""
    text = f"📧 You follow {incident.reference} by e-mail from now on."
    value = str(incident.pk)
    return Message(
        text=text,
        blocks=(
            blockkit.section(text),
            blockkit.actions(
                blockkit.button("Stop following", "incident_unfollow", value),
                blockkit.button("Change how", "incident_follow", value),
            ),
        ),
    )


def followed(incident: Incident, *, may_follow: bool) -> Message:
    """Takes its place once the person follows it no more. It tells nothing of it, for
    that may be why. Pure.
    """
    text = f"🔕 You no longer follow {incident.reference}."
    blocks = [blockkit.section(text)]
    if may_follow and incident.is_open:
        again = blockkit.button("Follow again", "incident_follow", str(incident.pk))
        blocks.append(blockkit.actions(again))
    return Message(text=text, blocks=tuple(blocks))
