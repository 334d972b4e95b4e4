"""Where a new incident of a service is shown: nothing is left without a team."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import connection

from incidents import rows
from incidents.alerts.models import TeamRoute
from incidents.alerts.placing import Place, ServiceFacts
from incidents.alerts.states import Route
from incidents.channels import queries as channels
from incidents.channels.models import TAG_ANNOUNCEMENTS, Conversation
from incidents.prepared import Prepared

REASON_LIMIT = 500


@dataclass(frozen=True, slots=True)
class Channel:
    pk: int
    name: str
    is_private: bool


@dataclass(frozen=True, slots=True)
class TeamFacts:
    """A team, the channel of its route, and who is in it."""

    pk: int
    name: str
    channel: Channel | None
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Destinations:
    """What there is to choose from; channels by id."""

    teams: Mapping[int, TeamFacts]
    catch_all: TeamFacts | None
    announcements: Channel | None
    channels: Mapping[int, Channel]

    def of(self, place: Place, service: ServiceFacts) -> Route:
        """The rule's channel, else the service's, the team's, the catch-all's, and at
        last that of announcements. Private ones are shown in private channels alone.
        """
        routed = place.routed
        private = routed.private
        found, reason = self._explicit(place, service)
        team = self.teams.get(service.team)
        if found is None and team is not None and _fits(team.channel, private=private):
            found, reason = team.channel, f"The channel of {team.name}"
        people = team.people if team else ()
        if found is None or (private and not people):
            team, found, reason = self._nobody(service, found, private=private)
            people = people or (team.people if team else ())
        return Route(
            team=team.pk if team else service.team,
            channel=found.pk if found else None,
            reason=reason[:REASON_LIMIT],
            policy=routed.policy,
            people=people if private else (),
        )

    def _explicit(
        self, place: Place, service: ServiceFacts
    ) -> tuple[Channel | None, str]:
        private = place.routed.private
        chosen = (
            (place.routed.channel, "The channel that its rule names"),
            (service.settings.channel_id, f"The channel of the service {service.name}"),
        )
        for number, reason in chosen:
            channel = self.channels.get(number) if number else None
            if _fits(channel, private=private):
                return channel, reason
        return None, ""

    def _nobody(
        self, service: ServiceFacts, found: Channel | None, *, private: bool
    ) -> tuple[TeamFacts | None, Channel | None, str]:
        """Neither a rule nor its team takes it."""
        lack = f"{service.team_name} has no channel for its alerts"
        if private:
            lack = f"{service.team_name} has no private channel, or nobody in it"
        every = self.catch_all
        if every is None:
            return (
                None,
                found or self._announced(private=private),
                f"{lack}; no team catches",
            )
        if found is None and _fits(every.channel, private=private):
            found = every.channel
        reason = f"{lack}, so that {every.name}, the catch-all, has it"
        if found is None and (found := self._announced(private=private)) is not None:
            reason += "; shown with the announcements, for that has none either"
        return every, found, reason

    def _announced(self, *, private: bool) -> Channel | None:
        return None if private else self.announcements


def _fits(channel: Channel | None, *, private: bool) -> bool:
    return channel is not None and (channel.is_private or not private)


_PEOPLE = Prepared("""
SELECT m.team_id, m.person_id FROM incidents_membership m
JOIN incidents_person p ON p.id = m.person_id AND p.is_active
WHERE m.team_id = ANY(%s)
""")


def load_destinations(
    teams: Iterable[int], chosen: Iterable[int | None]
) -> Destinations:
    """The routes of these teams and of the catch-all, and the chosen channels."""
    every = rows.every(TeamRoute, "")
    rows.join(every, "team", "channel")
    routes = {each.team_id: each for each in every}
    people: dict[int, list[int]] = {}
    wanted = {*teams, *(pk for pk, each in routes.items() if each.is_catch_all)}
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, [list(wanted)])
        for team, person in cursor.fetchall():
            people.setdefault(team, []).append(person)
    known = {
        pk: TeamFacts(pk, each.team.name, _channel(each.channel), _all(people, pk))
        for pk, each in routes.items()
    }
    tagged = channels.tagged(TAG_ANNOUNCEMENTS)
    ids = [pk for pk in {*chosen} if pk]
    named = rows.every(Conversation, "WHERE id = ANY(%s)", [ids]) if ids else []
    catching = (pk for pk, each in routes.items() if each.is_catch_all)
    return Destinations(
        teams={
            pk: known.get(pk) or TeamFacts(pk, "", None, _all(people, pk))
            for pk in wanted
        },
        catch_all=known.get(next(catching, 0)),
        announcements=_channel(tagged[0]) if tagged else None,
        channels={
            each.pk: found for each in named if (found := _channel(each)) is not None
        },
    )


def _all(people: Mapping[int, list[int]], team: int) -> tuple[int, ...]:
    return tuple(people.get(team, ()))


def _channel(row: Conversation | None) -> Channel | None:
    """One that can be posted to."""
    if row is None or row.is_archived:
        return None
    return Channel(row.pk, row.name, row.is_private)
