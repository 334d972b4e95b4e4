from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class TasksConfig(AppConfig):
    name = "tasks"

    def ready(self) -> None:
        from incidents import ports  # noqa: PLC0415  # models must be ready
        from integrations import registry  # noqa: PLC0415
        from tasks import schedules  # noqa: PLC0415
        from tasks.wake import Publisher  # noqa: PLC0415

        ports.install_waker(Publisher())
        ports.install_offers(lambda: registry.effects().keys())
        post_migrate.connect(
            schedules.make, sender=apps.get_app_config("django_celery_beat")
        )
