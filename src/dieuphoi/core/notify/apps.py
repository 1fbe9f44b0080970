from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "dieuphoi.core.notify"
    label = "notify"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dieuphoi.core.kernel.jobs import on_tick
        from dieuphoi.core.notify import timetable
        from dieuphoi.core.notify.schedule import tick

        timetable.register()
        on_tick(tick)
