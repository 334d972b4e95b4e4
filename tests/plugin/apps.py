from django.apps import AppConfig


class PluginConfig(AppConfig):
    name = "tests.plugin"
    label = "plugin"

    def ready(self) -> None:
        from tests.plugin import receivers  # noqa: F401, PLC0415  # they connect
