"""What somebody asks for when declaring."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Declaration:
    """Only the title is needed; `service` is the id of a service.

    Without `opens_channel` it gets none before somebody takes it up, whatever its
    severity asks for. `people` are the ids of who may see it beside who declares it;
    unless it `is_announced`, only its own channel and Homes show it until it is
    taken up.
    """

    title: str
    severity: str = ""
    service: int | None = None
    summary: str = ""
    is_private: bool = False
    opens_channel: bool = True
    people: tuple[int, ...] = ()
    is_announced: bool = True
