"""The acts of imports and heading maps."""

from dieuphoi.core.exchange.services.maps import map_rename, map_retire, map_save
from dieuphoi.core.exchange.services.runs import (
    apply_queue,
    check_queue,
    import_apply,
    import_check,
    import_discard,
    import_map,
    import_preview,
    import_queue,
    import_receive,
    import_undo,
    import_undo_preview,
    import_upload,
)

__all__ = [
    "apply_queue",
    "check_queue",
    "import_apply",
    "import_check",
    "import_discard",
    "import_map",
    "import_preview",
    "import_queue",
    "import_receive",
    "import_undo",
    "import_undo_preview",
    "import_upload",
    "map_rename",
    "map_retire",
    "map_save",
]
