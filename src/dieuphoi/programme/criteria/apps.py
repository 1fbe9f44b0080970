from django.apps import AppConfig


class CriteriaConfig(AppConfig):
    name = "dieuphoi.programme.criteria"
    label = "criteria"
    default_auto_field = "django.db.models.BigAutoField"
