"""The one API object, with every route that its folder holds."""

import importlib
import pkgutil

from ninja import NinjaAPI, Router

from backoffice.api import problems, routes
from backoffice.api.described import Api
from backoffice.api.rendering import Json


def build() -> NinjaAPI:
    """Each module of `routes` has a `router`, and a `path` where it hangs."""
    made = Api(
        title="Muster",
        version="1",
        description="Errors are problem details (RFC 9457). Keys are made in the "
        "back-office under Services, API keys.",
        docs_url="/docs",
        openapi_url="/openapi.json",
        urls_namespace="api",
        renderer=Json(),
    )
    problems.install(made)
    for found in pkgutil.iter_modules(routes.__path__):
        module = importlib.import_module(f"{routes.__name__}.{found.name}")
        router: Router = module.router
        made.add_router(module.path, router, tags=[found.name])
    return made


api = build()
