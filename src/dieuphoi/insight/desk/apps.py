from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "dieuphoi.insight.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # A fault in the data ends the start, not the first visit of the page.
        from dieuphoi.core.kernel.nearness import near_rules

        near_rules()
