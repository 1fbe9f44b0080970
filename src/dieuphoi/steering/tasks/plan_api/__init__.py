"""Work programmes by the API: the same lists, filters and acts as the pages."""

from dieuphoi.steering.tasks.plan_api import acts, lines, reading  # noqa: F401 - they add the operations
from dieuphoi.steering.tasks.plan_api.rows import router

__all__ = ["router"]
