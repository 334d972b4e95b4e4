"""Where e-mail to a team goes."""

from django.conf import settings

from incidents.people.models import Team


def mailbox_of(team: Team) -> str:
    """Its own address, or the deployment's; empty when there is neither."""
    return team.email or str(settings.TEAM_EMAIL)
