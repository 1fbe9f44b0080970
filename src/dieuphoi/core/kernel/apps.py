from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "dieuphoi.core.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dieuphoi.core.kernel import lookups

        lookups.register()
