"""Public holidays, of the `holidays` library; its names of countries are ISO 3166."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib import import_module
from typing import Any

from django.utils.functional import SimpleLazyObject

# Read when a holiday is asked for: a fifth of a second of every process's start.
_library: Any = SimpleLazyObject(lambda: import_module("holidays"))


@lru_cache(maxsize=512)
def public_holidays(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """Days of this year with their names; none without a country, or where the
    library knows neither the country nor that part of it.
    """
    if not country:
        return {}
    try:
        return dict(
            _library.country_holidays(
                country, subdiv=subdivision or None, years=year, language="en_US"
            )
        )
    except NotImplementedError:
        return {}


def countries() -> Mapping[str, list[str]]:
    """Codes of countries with those of their parts."""
    found: Mapping[str, list[str]] = _library.list_supported_countries(
        include_aliases=False
    )
    return found
