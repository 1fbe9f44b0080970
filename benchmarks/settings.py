"""The product's settings, with the bare views beside its pages.

Static files keep their plain names: the figures need no built front end.
"""

from __future__ import annotations

from dieuphoi.config.settings import *  # noqa: F403
from dieuphoi.config.settings import STORAGES

ROOT_URLCONF = "benchmarks.urls"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
