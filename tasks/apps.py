from django.apps import AppConfig


class TasksConfig(AppConfig):
    name = "tasks"

    def ready(self) -> None:
        from incidents import ports  # noqa: PLC0415  # models must be ready
        from tasks.wake import Publisher  # noqa: PLC0415

        ports.install_waker(Publisher())
