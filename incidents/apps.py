from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class IncidentsConfig(AppConfig):
    name = "incidents"
    verbose_name = "Incidents"

    def ready(self) -> None:
        # They need the models.
        from incidents import defaults  # noqa: PLC0415
        from incidents.catalog import models, service_keys  # noqa: PLC0415

        post_migrate.connect(defaults.make, sender=self)
        post_save.connect(service_keys.make_first, sender=models.Service)
