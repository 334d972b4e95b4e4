"""People: the custom user model."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from backoffice.admin.contacts import Methods, Rules, warned
from backoffice.admin.screen import Rows, Screen, column
from incidents.people.models import Membership, Person
from incidents.people.services import known_zone


class AddForm(UserCreationForm):  # type: ignore[misc]
    """E-mail, name and password; somebody without one works in Slack alone."""

    class Meta:
        model = Person
        fields = ("email", "name", "timezone")

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class ChangeForm(UserChangeForm):  # type: ignore[misc]
    def clean_timezone(self) -> str:
        name = str(self.cleaned_data["timezone"])
        if not known_zone(name):
            raise forms.ValidationError(
                "There is no such time zone. Write a name such as Europe/London."
            )
        return name


class Teams(Rows[Membership, Person]):
    model = Membership
    autocomplete_fields = ["team"]
    verbose_name_plural = "teams"


@admin.register(Person)
class PersonScreen(UserAdmin, Screen[Person]):  # type: ignore[type-arg]
    """Somebody who left is made inactive, never deleted: the timeline names them."""

    section = "People & teams"
    rank = 10
    symbol = "person"
    empty_text = "People come from Slack: run `python manage.py connect`."

    form = ChangeForm
    add_form = AddForm
    change_password_form = AdminPasswordChangeForm
    inlines = [Teams, Methods, Rules]
    list_display = ["name", "email", "title", "team_names", "is_active", "is_staff"]
    list_filter = ["is_active", "is_staff", ("teams", RelatedDropdownFilter)]
    search_fields = ["name", "email", "title", "slack_user__handle"]
    ordering = ["name"]
    readonly_fields = ["last_login", "created_at", "reachability"]
    filter_horizontal = []
    autocomplete_fields = ["groups"]
    fieldsets = (
        (None, {"fields": ("name", "email", "title", "timezone", "reachability")}),
        (
            "Log-in",
            {
                "fields": (
                    "password",
                    "is_active",
                    "is_staff",
                    "is_superuser",
                    "groups",
                    "last_login",
                    "created_at",
                ),
            },
        ),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "email",
                    "name",
                    "timezone",
                    "usable_password",
                    "password1",
                    "password2",
                )
            },
        ),
    )

    def get_inlines(self, request: HttpRequest, obj: Person | None) -> Any:
        """Somebody new has no phone to name in a rule yet."""
        return self.inlines if obj else [Teams]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        return super().get_queryset(request).prefetch_related("teams")

    def has_delete_permission(
        self, request: HttpRequest, obj: Person | None = None
    ) -> bool:
        return False

    def user_change_password(
        self,
        request: HttpRequest,
        id: str,  # noqa: A002  # as Django calls it
        form_url: str = "",
    ) -> HttpResponse:
        """Who sets another's password can be them: that is for superusers alone."""
        own = id == str(getattr(request.user, "pk", ""))
        if not own and not getattr(request.user, "is_superuser", False):
            raise PermissionDenied("Only a superuser sets other people's passwords.")
        changed: HttpResponse = super().user_change_password(request, id, form_url)
        return changed

    def get_readonly_fields(
        self, request: HttpRequest, obj: Person | None = None
    ) -> Any:
        """Who is no superuser cannot make one, nor hand out groups."""
        fixed = super().get_readonly_fields(request, obj)
        if getattr(request.user, "is_superuser", False):
            return fixed
        return [*fixed, "is_superuser", "is_staff", "groups"]

    @column("Reachability")
    def reachability(self, person: Person) -> str:
        return warned(person) or "Nothing stands in the way."

    @column("Teams")
    def team_names(self, person: Person) -> str:
        return ", ".join(team.name for team in person.teams.all())
