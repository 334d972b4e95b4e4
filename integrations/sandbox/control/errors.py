"""A request to the control API that makes no sense."""


class ControlError(Exception):
    """Answered as `{"ok": false, "error": ...}` with a 4xx status."""

    def __init__(self, error: str, *, status: int = 400) -> None:
        super().__init__(error)
        self.error = error
        self.status = status
