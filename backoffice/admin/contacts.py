"""Contacts, phones and addresses, and how people want to be paged."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from unfold.contrib.filters.admin import RelatedDropdownFilter
from unfold.enums import ActionVariant
from unfold.forms import BaseDialogForm
from unfold.widgets import UnfoldAdminTextInputWidget

from backoffice.admin.screen import (
    Rows,
    Screen,
    Seen,
    column,
    dialog,
    done,
    may_change,
    row_id,
)
from backoffice.viewer import viewer
from incidents.contacts import queries, services
from incidents.contacts.models import Contact, ContactMethod, NotificationRule
from incidents.contacts.numbers import hidden
from incidents.people.models import Person
from incidents.people.services import known_zone
from incidents.values import Mistake
from integrations import registry

LIST = "admin:incidents_contactmethod_changelist"
STATES = {"Verified": "success", "Not verified": "warning"}


def _shown(method: ContactMethod) -> str:
    """Enough to know it again; nobody dials from here."""
    if method.kind == ContactMethod.Kind.EMAIL:
        return method.address
    return hidden(method.address)


class MethodForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the service checks too, told beside its field."""

    pin = forms.CharField(
        required=False,
        label="PIN",
        help_text="Of a redirect number: 4 or 6 digits. It is encrypted and not shown.",
        widget=UnfoldAdminTextInputWidget(
            attrs={"autocomplete": "off", "inputmode": "numeric"}
        ),
    )

    class Meta:
        model = ContactMethod
        fields = ["person", "contact", "kind", "address", "label", "resolver"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("person")) == bool(cleaned.get("contact")):
            self.add_error("person", "Choose a person or a contact: one of them.")
        if not self.errors:
            self._check(cleaned)
        return cleaned

    def _check(self, cleaned: dict[str, Any]) -> None:
        kind = cleaned["kind"]
        try:
            cleaned["address"] = services.checked_address(kind, cleaned["address"])
            if kind == ContactMethod.Kind.REDIRECT:
                services.checked_pin(cleaned.get("pin", ""))
        except Mistake as mistake:
            self.add_error(mistake.field, mistake.message)
        known = registry.resolvers()
        if kind == ContactMethod.Kind.REDIRECT and cleaned["resolver"] not in known:
            self.add_error("resolver", f"Who knows it: {', '.join(known)}.")


class CodeForm(BaseDialogForm):  # type: ignore[misc]
    code = forms.CharField(
        label="The six digits",
        max_length=12,
        widget=UnfoldAdminTextInputWidget(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}
        ),
    )


@admin.register(ContactMethod)
class ContactMethodScreen(Screen[ContactMethod]):
    """Added and verified here; a number is shown by its ends alone."""

    section = "People & teams"
    rank = 30
    symbol = "call"
    empty_text = (
        "Nobody can be rung yet. Add a phone, send it a code, and type the code in."
    )

    form = MethodForm
    list_display = ["whose", "kind", "label", "shown", "state", "reached_at"]
    list_filter = [("person", RelatedDropdownFilter), "kind", "verified_at"]
    list_select_related = ["person", "contact__team"]
    search_fields = ["person__name", "person__email", "contact__name", "label"]
    autocomplete_fields = ["person", "contact"]
    ordering = ["-pk"]
    actions_detail = ["send_code", "enter_code", "vouch"]

    readonly_fields = ["whose", "shown", "state"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return [*MethodForm.Meta.fields, "pin"]
        return ["whose", "kind", "label", "shown", "state", "reached_at", "stopped_at"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_act_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_change(request, ContactMethod)

    def save_model(
        self,
        request: HttpRequest,
        obj: ContactMethod,
        form: Any,
        change: bool,  # noqa: FBT001  # Django's own signature
    ) -> None:
        named = {name: form.cleaned_data[name] for name in MethodForm.Meta.fields}
        made = services.add_method(
            **named, pin=form.cleaned_data["pin"], by=viewer(request)
        )
        obj.pk = made.pk

    @dialog(
        "Send a code?",
        text="Six digits by SMS or e-mail, or by a call to a redirect number. They "
        "hold for ten minutes.",
        submit="Send code",
        icon="sms",
        variant=ActionVariant.PRIMARY,
    )
    def send_code(
        self, request: HttpRequest, form: object, object_id: str
    ) -> HttpResponse:
        def act(method: ContactMethod) -> str:
            services.send_code(method=method, by=viewer(request), now=timezone.now())
            return "The code is on its way. Type it in with “Enter code”."

        return self._acted(request, object_id, act)

    @dialog(
        "Enter the code",
        text="As it was read on the phone or in the mailbox.",
        submit="Enter code",
        icon="verified",
        form=CodeForm,
    )
    def enter_code(
        self, request: HttpRequest, form: CodeForm, object_id: str
    ) -> HttpResponse:
        def act(method: ContactMethod) -> str:
            code = form.cleaned_data["code"]
            services.verify(
                method=method, code=code, by=viewer(request), now=timezone.now()
            )
            return "Verified: it is used from now on."

        return self._acted(request, object_id, act)

    @dialog(
        "Did you reach them at this number?",
        text="For a contact that reads no codes, such as a hotline. Call it yourself "
        "first: what is vouched for is rung at night.",
        submit="Vouch for it",
        icon="handshake",
        variant=ActionVariant.WARNING,
    )
    def vouch(self, request: HttpRequest, form: object, object_id: str) -> HttpResponse:
        def act(method: ContactMethod) -> str:
            services.vouch(method=method, by=viewer(request), now=timezone.now())
            return "Vouched for: it is used from now on."

        return self._acted(request, object_id, act)

    def _acted(self, request: HttpRequest, object_id: str, act: Any) -> HttpResponse:
        method = self.get_object(request, str(row_id(object_id)))
        if method is None:
            messages.error(request, "It was removed meanwhile.")
            return done(request, reverse(LIST))
        try:
            said = act(method)
        except Mistake as mistake:
            messages.error(request, mistake.message)
        else:
            self.log_change(request, method, said)
            messages.success(request, said)
        url = reverse("admin:incidents_contactmethod_change", args=[method.pk])
        return done(request, url)

    def get_actions_detail(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Only what is not verified yet is; a contact's is vouched for."""
        found = ContactMethod.objects.filter(pk=object_id, verified_at=None).first()
        if found is None:
            return []
        offered = super().get_actions_detail(request, object_id)  # type: ignore[misc]
        return [a for a in offered if found.contact_id or "vouch" not in a.action_name]

    @column("Whose", ordering="person__name")
    def whose(self, method: ContactMethod) -> str:
        if method.contact:
            return f"{method.contact} ({method.contact.team})"
        return str(method.person)

    @column("Number or address")
    def shown(self, method: ContactMethod) -> str:
        return _shown(method)

    @column("State", label=STATES)
    def state(self, method: ContactMethod) -> str:
        return "Verified" if method.verified_at else "Not verified"


class Methods(Seen, Rows[ContactMethod, Person]):
    model = ContactMethod
    readonly_fields = ["kind", "label", "shown", "verified_at", "reached_at"]
    fields = [*readonly_fields]
    verbose_name_plural = "phones and addresses"
    show_change_link = True

    @column("Number or address")
    def shown(self, method: ContactMethod) -> str:
        return _shown(method)


class Rules(Rows[NotificationRule, Person]):
    model = NotificationRule
    fields = ["importance", "after_minutes", "way", "method"]
    verbose_name_plural = "how they want to be paged"

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Of a rule, the person's own numbers and addresses alone."""
        if db_field.name == "method" and request.resolver_match:
            person = request.resolver_match.kwargs.get("object_id", "0")
            mine = person if str(person).isdecimal() else 0
            kwargs["queryset"] = ContactMethod.objects.filter(person=mine)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ContactForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Contact
        fields = ["team", "name", "timezone", "note", "is_active"]

    def clean_timezone(self) -> str:
        name = str(self.cleaned_data["timezone"])
        if not known_zone(name):
            raise forms.ValidationError(
                "There is no such time zone. Write a name such as Europe/London."
            )
        return name


@admin.register(Contact)
class ContactScreen(Screen[Contact]):
    """Hotlines and people who do not use Muster; a team's roles may name them."""

    section = "People & teams"
    rank = 25
    symbol = "contact_phone"
    empty_text = "Somebody a team calls who does not use Muster: add them here."

    form = ContactForm
    list_display = ["name", "team", "note", "is_active", "reachable"]
    list_filter = [("team", RelatedDropdownFilter), "is_active"]
    list_select_related = ["team"]
    search_fields = ["name", "team__name", "note"]
    autocomplete_fields = ["team"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contact]:
        return super().get_queryset(request).prefetch_related("methods")

    @column("Reachable", boolean=True)
    def reachable(self, contact: Contact) -> bool:
        return any(each.verified_at for each in contact.methods.all())


def warned(person: Person) -> str:
    """What may keep them from being reached; empty when nothing does."""
    return " ".join(queries.warnings([person.pk])[person.pk])
