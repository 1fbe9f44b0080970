"""The WSGI door of the product: ``dieuphoi.config.wsgi:application``."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dieuphoi.config.settings")

application = get_wsgi_application()

from dieuphoi.config.checks import require_safe_production  # noqa: E402 - needs Django to be set up

require_safe_production()

# What is loaded by now stays until the end: the collector need not look through it during requests.
gc.collect()
gc.freeze()
