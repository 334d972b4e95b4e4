"""Which team has what nobody else takes."""

from django.db import transaction

from incidents.alerts.models import TeamRoute
from incidents.values import Mistake


@transaction.atomic
def make_catch_all(*, route_id: int) -> TeamRoute:
    """This team has what no rule and no team takes, and no other one does: there is
    always one. Raises Mistake when it is that already.
    """
    routes = TeamRoute.objects.select_for_update(no_key=True, of=("self",))
    found = {each.pk: each for each in routes.select_related("team").order_by("pk")}
    wanted = found.get(route_id)
    if wanted is None:
        raise Mistake("This route is gone.")
    if wanted.is_catch_all:
        raise Mistake(f"{wanted.team} is the catch-all already.")
    TeamRoute.objects.filter(is_catch_all=True).update(is_catch_all=False)
    wanted.is_catch_all = True
    wanted.save(update_fields=["is_catch_all"])
    return wanted
