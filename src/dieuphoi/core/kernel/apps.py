from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "dieuphoi.core.kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dieuphoi.core.kernel import lookups
        from dieuphoi.core.kernel.calendar import work_calendar

        lookups.register()
        # A fault in the data ends the start, not the first act that counts working days.
        work_calendar()
