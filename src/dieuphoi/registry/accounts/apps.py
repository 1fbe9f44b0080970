from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "dieuphoi.registry.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
