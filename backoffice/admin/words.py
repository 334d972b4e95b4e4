"""A field for a list of words, typed with commas between."""

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.db.models import Field
from unfold.widgets import UnfoldAdminTextInputWidget


class WordsField(forms.CharField):
    """Words with commas between, each once; `limit` is how long one may be."""

    widget = UnfoldAdminTextInputWidget

    def __init__(self, *, limit: int = 120, **kwargs: Any) -> None:
        self._limit = limit
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else ", ".join(value or [])

    def to_python(self, value: Any) -> Any:
        words = [" ".join(word.split()) for word in (value or "").split(",")]
        return list(dict.fromkeys(word for word in words if word))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(list(initial or []) != self.to_python(data))

    def validate(self, value: Any) -> None:
        for word in value:
            if len(word) > self._limit:
                raise forms.ValidationError(
                    f"“{word[:20]}…” has more than {self._limit} characters."
                )

    def run_validators(self, value: Any) -> None:
        """Done word by word in validate()."""


def words_field(db_field: "Field[Any, Any]") -> WordsField | None:
    """The form field of a list of texts; None for any other."""
    if not isinstance(db_field, ArrayField):
        return None
    told = f"{db_field.help_text} With commas between.".strip()
    limit = db_field.base_field.max_length or 120
    return WordsField(
        limit=limit,
        required=False,
        label=str(db_field.verbose_name).capitalize(),
        help_text=told,
    )
