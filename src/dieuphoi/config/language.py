"""The language of a page: Vietnamese, unless the person chose another on the page itself."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation


class ChosenLanguageMiddleware(LocaleMiddleware):
    """Pages speak Vietnamese or what the switch in the footer chose (its cookie).

    What a browser says it prefers does not count: browsers in the offices are often installed in English, their
    people are not English. A program that calls the API or asks for health has no footer: there
    ``Accept-Language`` counts.
    """

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith(("/api/", "/health/")):
            super().process_request(request)
            return
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if not any(chosen == code for code, _name in settings.LANGUAGES):
            chosen = settings.LANGUAGE_CODE
        translation.activate(chosen)
        request.LANGUAGE_CODE = chosen
