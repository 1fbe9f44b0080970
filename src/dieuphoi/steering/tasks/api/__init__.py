"""Tasks by the API: the same list, filters and acts as the pages."""

from dieuphoi.steering.tasks.api import acts  # noqa: F401 - it adds the operations
from dieuphoi.steering.tasks.api.rows import router

__all__ = ["router"]
