from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    name = "dieuphoi.registry.territory"
    label = "territory"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from dieuphoi.core.history.words import name_records
        from dieuphoi.registry.territory.models import AdminUnit
        from dieuphoi.registry.territory.selectors import latest_names

        name_records(AdminUnit, latest_names)
