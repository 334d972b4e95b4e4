"""Screens whose form can tell what would change before it is saved."""

from collections.abc import Collection
from typing import Any, TypeVar

from django.db.models import Model
from django.http import HttpRequest, HttpResponse

from backoffice.admin import rota_preview
from backoffice.admin.rota_preview import Save
from backoffice.admin.screen import Screen, submits

M = TypeVar("M", bound=Model)


class Previewed(Screen[M]):
    """Has a button beside Save. What is typed changes shifts of `schedules`, unless
    `answer` looks at something else.
    """

    actions_submit_line = ["preview"]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        *args: Any,
        **more: Any,
    ) -> Any:
        def save() -> Any:
            return super(Previewed, self).changeform_view(
                request, object_id, *args, **more
            )

        if request.method == "POST" and rota_preview.NAME in request.POST:
            return self.answer(request, save, object_id)
        return save()

    def answer(
        self, request: HttpRequest, save: Save, object_id: str | None
    ) -> HttpResponse:
        """The page that tells what would change."""
        context = self.admin_site.each_context(request)
        schedules = self.schedules(request, object_id)
        return rota_preview.answer(request, context, save, schedules)

    def schedules(self, request: HttpRequest, object_id: str | None) -> Collection[int]:
        """The ids of those that it is about; by its form that is one."""
        return [rota_preview.typed_id(request, "schedule")]

    @submits("Preview the next 14 days", icon="preview", name=rota_preview.NAME)
    def preview(self, request: HttpRequest, obj: Any) -> None:
        """changeform_view has seen to it."""
