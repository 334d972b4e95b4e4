"""What every screen of the back-office shares."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar, cast

from django.contrib import admin
from django.db.models import Model, URLField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold import admin as unfold
from unfold import decorators
from unfold.enums import ActionVariant
from unfold.widgets import UnfoldAdminURLInputWidget

from backoffice.viewer import viewer

M = TypeVar("M", bound=Model)
P = TypeVar("P", bound=Model)
F = TypeVar("F", bound=Callable[..., Any])

if TYPE_CHECKING:

    class _ModelAdmin(admin.ModelAdmin[M]): ...

    class _TabularInline(admin.TabularInline[M, P]): ...

else:

    class _ModelAdmin(unfold.ModelAdmin, Generic[M]): ...

    class _TabularInline(unfold.TabularInline, Generic[M, P]): ...


class Screen(_ModelAdmin[M]):
    """A concept's list and page, and its place in the navigation.

    `section` is one of navigation.SECTIONS, `rank` its order within, `symbol` a
    Material symbol. `empty_text` is what an empty list says.
    """

    section: ClassVar[str]
    rank: ClassVar[int] = 50
    symbol: ClassVar[str] = "circle"
    empty_text: ClassVar[str] = ""
    badge: ClassVar[str] = ""

    formfield_overrides = {
        URLField: {"widget": UnfoldAdminURLInputWidget, "assume_scheme": "https"}
    }
    list_per_page = 50
    list_max_show_all = 200
    show_facets = admin.ShowFacets.NEVER
    list_filter_sheet = False
    list_filter_submit = False
    compressed_fields = True
    warn_unsaved_form = True


class Seen:
    """Looked at here and written elsewhere."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: Model | None = None
    ) -> bool:
        return False


class NotedElsewhere:
    """Its service writes the history, with who and what: Django writes no line more."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The service has noted it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The service has noted it."""


class Rows(_TabularInline[M, P]):
    """Rows of a concept inside the page of another."""

    extra = 0
    tab = True


def may_change(request: HttpRequest, model: type[Model]) -> bool:
    """Whether the viewer may act on this concept; actions are no raw edits."""
    name = f"{model._meta.app_label}.change_{model._meta.model_name}"
    return viewer(request).has_perm(name)


def row_id(text: str) -> int:
    """The id in an action's address. Raises Http404 when it is none."""
    if not text.isdecimal() or len(text) > 18:
        raise Http404("There is no such row.")
    return int(text)


def column(
    description: str,
    *,
    ordering: str | None = None,
    label: dict[str, str] | bool | None = None,
    boolean: bool | None = None,
) -> Callable[[F], F]:
    """A column of a list. `label` maps values to colours (info, danger, ...)."""
    made = decorators.display(
        description=description, ordering=ordering, label=label, boolean=boolean
    )
    return cast(Callable[[F], F], made)


def dialog(
    title: str,
    *,
    text: str,
    submit: str,
    icon: str,
    variant: ActionVariant = ActionVariant.DEFAULT,
    form: type[Any] | None = None,
) -> Callable[[F], F]:
    """A button that asks in a dialog, and acts on its POST.

    The screen says who may in `has_act_permission`.
    """
    made = decorators.action(
        description=submit,
        permissions=["act"],
        icon=icon,
        variant=variant,
        dialog={
            "title": title,
            "description": text,
            "form_class": form,
            "form_submit_text": submit,
        },
    )
    return cast(Callable[[F], F], made)


def opens(text: str, *, icon: str, path: str) -> Callable[[F], F]:
    """A button above a list that opens a page of its own, under `path`."""
    made = decorators.action(description=text, url_path=path, icon=icon)
    return cast(Callable[[F], F], made)


def submits(text: str, *, icon: str, name: str) -> Callable[[F], F]:
    """A button beside Save that posts the form under this name."""
    made = decorators.action(description=text, icon=icon, attrs={"name": name})
    return cast(Callable[[F], F], made)


def done(request: HttpRequest, url: str) -> HttpResponse:
    """Go on to `url` from a dialog, which htmx sends, or from a plain form."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


def link(url: str, text: str) -> SafeString:
    """A link; an empty `url` leaves the text."""
    if not url:
        return format_html("{}", text)
    return format_html(
        '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>', url, text
    )
