from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "dieuphoi.insight.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
