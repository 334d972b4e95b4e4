"""The house stays as it is drawn: what import-linter cannot see."""

import tomllib
from pathlib import Path

from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parent.parent


def layers() -> dict[str, int]:
    """The domain's packages from the contract, the lowest as 0."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"][
        "importlinter"
    ]["contracts"]
    (inside,) = (c for c in contracts if c.get("containers") == ["incidents"])
    return {
        name.strip(): height
        for height, row in enumerate(reversed(inside["layers"]))
        for name in row.split("|")
    }


def package(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def test_no_relation_points_upwards() -> None:
    heights = layers()
    upward = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in apps.get_app_config("incidents").get_models()
        for field in model._meta.get_fields(include_hidden=True)
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and isinstance(field.related_model, type)
        and field.related_model.__module__.startswith("incidents.")
        and heights[package(field.related_model)] > heights[package(model)]
    ]
    assert upward == []


def test_every_package_of_the_domain_has_its_layer() -> None:
    packages = {path.parent.name for path in (ROOT / "incidents").glob("*/__init__.py")}
    assert packages - {"migrations"} <= set(layers())


def test_the_lock_files_name_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        assert "://" not in lock.read_text()
