from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "dieuphoi.insight.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # A fault in the data ends the start, not the first search.
        from dieuphoi.insight.search.abbreviations import abbreviations

        abbreviations()
