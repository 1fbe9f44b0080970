from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "dieuphoi.insight.changes"
    label = "changes"
    default_auto_field = "django.db.models.BigAutoField"
