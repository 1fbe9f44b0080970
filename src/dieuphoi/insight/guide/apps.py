from django.apps import AppConfig


class GuideConfig(AppConfig):
    name = "dieuphoi.insight.guide"
    label = "guide"
    default_auto_field = "django.db.models.BigAutoField"
