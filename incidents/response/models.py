"""Receipt: a request that was carried out, so that its copies change nothing."""

from django.db import models
from django.db.models.functions import Now


class Receipt(models.Model):
    """Kept with the change it made, in one transaction."""

    digest = models.CharField(max_length=64, primary_key=True)
    answer = models.JSONField(null=True, help_text="What the request was answered.")
    created_at = models.DateTimeField(db_default=Now(), db_index=True)

    def __str__(self) -> str:
        return self.digest
