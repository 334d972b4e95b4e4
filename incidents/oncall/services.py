"""Making and changing schedules and their layers. Times are UTC."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from incidents.oncall.changes import changed, hold
from incidents.oncall.models import Layer, LayerRestriction, Schedule
from incidents.oncall.values import Hours
from incidents.people.models import Person, Team
from incidents.people.services import known_zone
from incidents.values import Mistake, clean_line

NAME_LIMIT = 80
MOST_PEOPLE = 100
MOST_LAYERS = 20


@transaction.atomic
def create_schedule(
    *,
    name: str,
    team: Team,
    timezone: str,
    by: Person | None,
    now: datetime,
    description: str = "",
) -> Schedule:
    """A schedule without layers: nobody is on call in it yet. Raises Mistake."""
    made = Schedule(name=name, team=team, timezone=timezone, description=description)
    return save_schedule(schedule=made, by=by, now=now)


@transaction.atomic
def save_schedule(*, schedule: Schedule, by: Person | None, now: datetime) -> Schedule:
    """Keep a schedule, new or changed, as it is filled in. Raises Mistake."""
    is_new = schedule.pk is None
    if not is_new:
        hold(schedule.pk)
    check_schedule(schedule)
    if is_new:
        schedule.slug = schedule.slug or _free_slug(schedule.name)
        schedule.told_until = now
        schedule.save()
    else:
        schedule.save(update_fields=["name", "slug", "team", "timezone", "description"])
    what = "Made" if is_new else "Changed"
    changed(schedule, f"{what}: {schedule.name}, {schedule.timezone}", by=by)
    return schedule


def check_schedule(schedule: Schedule) -> None:
    """Clean its name; raises Mistake that names what is wrong with it."""
    schedule.name = clean_line(schedule.name, field="name", limit=NAME_LIMIT)
    same = Schedule.objects.filter(name__iexact=schedule.name).exclude(pk=schedule.pk)
    if same.exists():
        raise Mistake("There is a schedule of this name.", field="name")
    if not known_zone(schedule.timezone):
        raise Mistake(
            f"There is no time zone “{schedule.timezone}”. Write a name such as "
            "Europe/London.",
            field="timezone",
        )


@transaction.atomic
def remove_schedule(*, schedule_id: int, by: Person, now: datetime) -> None:
    """It goes with its layers and overrides. Raises Mistake while a role needs it."""
    schedule = hold(schedule_id)
    role = schedule.roles.first()
    if role is not None:
        raise Mistake(
            f"The role “{role.name}” of {role.team.name} is filled by it: fill that "
            "one otherwise first."
        )
    schedule.delete()


@transaction.atomic
def save_layer(
    *,
    layer: Layer,
    people: Sequence[Person],
    hours: Sequence[Hours],
    by: Person | None,
    now: datetime,
) -> Layer:
    """Keep a layer, new or changed, and who takes turns in it, in this order.

    It counts between `hours` alone, or always when there are none. Raises Mistake.
    """
    schedule = hold(layer.schedule_id)
    is_new = layer.pk is None
    if is_new and schedule.layers.count() >= MOST_LAYERS:
        raise Mistake(f"A schedule has {MOST_LAYERS} layers at most.", field="name")
    check_layer(layer)
    check_people(people)
    for each in hours:
        check_hours(each)
    layer.save()
    layer.members.all().delete()
    for rank, person in enumerate(people):
        layer.members.create(person=person, rank=rank)
    layer.restrictions.all().delete()
    LayerRestriction.objects.bulk_create(
        LayerRestriction(
            layer=layer,
            weekdays=sorted(each.weekdays),
            starts=each.starts,
            ends=each.ends,
        )
        for each in hours
    )
    layer_changed(layer, is_new=is_new, by=by)
    return layer


def layer_changed(layer: Layer, *, is_new: bool, by: Person | None) -> None:
    """Count and keep a change of a layer whose schedule is held."""
    order = layer.members.order_by("rank", "pk").values_list("person__name", flat=True)
    named = ", ".join(order) or "nobody"
    what = "Made" if is_new else "Changed"
    changed(layer.schedule, f"{what} layer “{layer.name}”: {named}", by=by)


@transaction.atomic
def remove_layer(*, layer_id: int, by: Person, now: datetime) -> None:
    """Its turns are over at once. Raises Mistake when it is not there."""
    layer = Layer.objects.filter(pk=layer_id).first()
    if layer is None:
        raise Mistake("This layer is not there any more.")
    schedule = hold(layer.schedule_id)
    layer.delete()
    changed(schedule, f"Removed layer “{layer.name}”", by=by)


def check_layer(layer: Layer) -> None:
    """Clean its name; raises Mistake that names what is wrong with it."""
    layer.name = clean_line(layer.name, field="name", limit=NAME_LIMIT)
    if not 1 <= layer.position <= 9:
        raise Mistake("The position is 1 (primary) to 9.", field="position")
    if layer.rotation not in Layer.Rotation.values:
        raise Mistake(f"Turns cannot last “{layer.rotation}”.", field="rotation")
    if not 1 <= layer.length <= 1_000:
        raise Mistake("A turn lasts 1 to 1,000 of these.", field="length")
    if layer.ends_at is not None and layer.ends_at <= layer.starts_at:
        raise Mistake("The end must be after the first hand-over.", field="ends_at")


def check_people(people: Sequence[Person]) -> None:
    """Raises Mistake for too many, or for somebody who has left."""
    if len(people) > MOST_PEOPLE:
        raise Mistake(
            f"{len(people)} turns are too many: {MOST_PEOPLE} at most.", field="people"
        )
    gone = next((each for each in people if not each.is_active), None)
    if gone is not None:
        raise Mistake(f"{gone.name} has left: take them out.", field="people")


def check_hours(hours: Hours) -> None:
    """Raises Mistake unless it names days of the week."""
    if not hours.weekdays or not hours.weekdays <= frozenset(range(7)):
        raise Mistake("Choose the days on which it counts.", field="weekdays")


def _free_slug(name: str) -> str:
    start = slugify(name)[:70] or "schedule"
    taken = set(
        Schedule.objects.filter(slug__startswith=start).values_list("slug", flat=True)
    )
    numbered = (f"{start}-{number}" for number in range(2, len(taken) + 3))
    return next(each for each in (start, *numbered) if each not in taken)
