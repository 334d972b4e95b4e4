"""Impact questions: what helps people choose a severity."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from backoffice.admin.screen import Rows, Screen, column
from incidents.catalog.models import ImpactLevel, ImpactQuestion


class Levels(Rows[ImpactLevel, ImpactQuestion]):
    model = ImpactLevel
    fields = ["rank", "text", "severity"]
    verbose_name_plural = "answers"
    hide_title = True


@admin.register(ImpactQuestion)
class ImpactScreen(Screen[ImpactQuestion]):
    """The worst answer proposes the severity; people may choose another."""

    section = "Services"
    rank = 25
    symbol = "quiz"
    empty_text = "Without questions, people choose the severity unaided."

    inlines = [Levels]
    list_display = ["text", "answers", "rank", "is_active"]
    list_editable = ["rank", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["text", "levels__text"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImpactQuestion]:
        return super().get_queryset(request).annotate(counted=Count("levels"))

    @column("Answers", ordering="counted")
    def answers(self, question: ImpactQuestion) -> int:
        return int(getattr(question, "counted", 0))
