from __future__ import annotations

from django.urls import path

from dieuphoi.core.ui import views

urlpatterns = [path("", views.style, name="style")]
