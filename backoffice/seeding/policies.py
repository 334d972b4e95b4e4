"""Brightwater's policies: the primary, then the secondary, then who leads the team; and
one for what may wait a little, which asks in Slack first.
"""

from django.db import transaction

from backoffice.seeding.company import DOMAIN, TEAMS, TeamPlan, person
from incidents.alerts import house
from incidents.channels.models import Conversation, UserGroup
from incidents.oncall.models import Schedule
from incidents.oncall.values import PRIMARY, SECONDARY
from incidents.people.models import Team
from incidents.policies import services
from incidents.policies.models import Policy
from incidents.policies.services import Step

WAIT = 5
# Whose people take what nobody takes.
LAST = "platform"
# Whose further policy asks in Slack first.
QUIET = "payments"


@transaction.atomic
def make() -> None:
    """Make what is not there yet; what was changed since stays changed.

    Raises SlackLacks when somebody is missing.
    """
    for plan in TEAMS:
        team = Team.objects.filter(name=plan.name).first()
        schedule = Schedule.objects.filter(team=team).first() if team else None
        if team is not None and schedule is not None and _lacks(team):
            _default(team, plan, schedule)
            _quiet(team, schedule)
    _catch_all()


def _lacks(team: Team) -> bool:
    return not Policy.objects.filter(team=team).exists()


def _default(team: Team, plan: TeamPlan, schedule: Schedule) -> None:
    lead = person(plan.people[0])
    _save(
        team,
        f"{team.name}: on call, then its lead",
        "The primary, the secondary five minutes later, then who leads the team",
        [
            Step("schedule", 0, {"schedule": schedule.pk, "position": PRIMARY}),
            Step("wait", 0, {"minutes": WAIT}),
            Step("schedule", 1, {"schedule": schedule.pk, "position": SECONDARY}),
            Step("wait", 1, {"minutes": WAIT}),
            Step("person", 2, {"person": lead.pk}),
            Step("wait", 2, {"minutes": WAIT}),
        ],
    )


def _quiet(team: Team, schedule: Schedule) -> None:
    """For the team that has a channel and a user group of its own in Slack."""
    channel = Conversation.objects.filter(name=f"{team.slug}-team").first()
    group = UserGroup.objects.filter(handle=f"{team.slug}-oncall").first()
    if team.slug != QUIET or channel is None or group is None:
        return
    team.email = team.email or f"{team.slug}@{DOMAIN}"
    team.save(update_fields=["email"])
    policy = Policy(
        team=team,
        name=f"{team.name}: Slack first",
        slug=f"{team.slug}-slack-first",
        description="For what may wait: Slack and e-mail, then the primary as a SEV2",
        repeats=1,
    )
    where = {"group": group.pk, "channel": channel.pk}
    steps = [
        Step("user_group", 0, where),
        Step("team_email", 0, {"team": team.pk}),
        Step("wait", 0, {"minutes": 10}),
        Step("severity", 1, {"severity": "SEV2"}),
        Step("channel", 1, {"channel": channel.pk}),
        Step("schedule", 2, {"schedule": schedule.pk, "position": PRIMARY}),
    ]
    services.save(policy=policy, steps=steps, by=None)


def _catch_all() -> None:
    """Everybody in Platform, should a team's own policy reach nobody."""
    number = house.catch_all()
    team = Team.objects.filter(pk=number or 0).first()
    last = Team.objects.filter(slug=LAST).first()
    if team is not None and last is not None and _lacks(team):
        steps = [Step("team", 0, {"team": last.pk}), Step("wait", 0, {"minutes": 10})]
        about = f"Everybody in {last.name}, when nobody else answers"
        _save(team, "When nobody answers", about, steps)


def _save(team: Team, name: str, about: str, steps: list[Step]) -> None:
    policy = Policy(
        team=team,
        name=name,
        slug=f"{team.slug}-default",
        description=about,
        is_default=True,
        repeats=1,
    )
    services.save(policy=policy, steps=steps, by=None)
