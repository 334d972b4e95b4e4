"""What somebody asks for when declaring."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Declaration:
    """Only the title is needed; `service` is the id of a service."""

    title: str
    severity: str = ""
    service: int | None = None
    summary: str = ""
    is_private: bool = False
