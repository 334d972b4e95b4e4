"""API keys: `Authorization: Bearer <key>`."""

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from backoffice.api.problems import Problem
from incidents.catalog import keys
from incidents.catalog.models import ApiKey


class Key(HttpBearer):
    """Lets in whoever brings a key that may do what `scope` says."""

    def __init__(self, scope: ApiKey.Scope) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        """Answers the key. Raises Problem when it may not do this."""
        key = keys.find(token, now=timezone.now())
        if key is not None and self.scope not in key.scopes:
            raise Problem(
                status=403,
                title="The key may not do this",
                detail=f"The key “{key.name}” lacks the scope {self.scope.value}. "
                "An admin makes keys under Services, API keys in the back-office.",
            )
        return key
