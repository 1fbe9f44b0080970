from django.apps import AppConfig


class ProfileConfig(AppConfig):
    name = "dieuphoi.registry.profile"
    label = "profile"
    default_auto_field = "django.db.models.BigAutoField"
