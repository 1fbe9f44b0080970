"""Templates, recurring duties and urgings by the API."""

from dieuphoi.steering.tasks.api_more.duties import duties_router
from dieuphoi.steering.tasks.api_more.templates import templates_router
from dieuphoi.steering.tasks.api_more.urgings import urgings_router

__all__ = ["duties_router", "templates_router", "urgings_router"]
