"""Acts on registered targets. Nothing is deleted: a move supersedes, a mistake becomes VOID."""

from dieuphoi.programme.targets.services.decide import (
    target_confirm,
    target_confirm_by,
    target_move,
    target_restore,
    target_take_back,
    target_unconfirm,
    target_void,
    target_withdraw,
)
from dieuphoi.programme.targets.services.pace import pace_set
from dieuphoi.programme.targets.services.register import (
    NewTarget,
    target_correct,
    target_file_add,
    target_register,
    targets_register,
)

__all__ = [
    "NewTarget", "pace_set", "target_confirm", "target_confirm_by", "target_correct", "target_file_add", "target_move",
    "target_register", "target_restore", "target_take_back", "target_unconfirm", "target_void", "target_withdraw",
    "targets_register",
]  # fmt: skip
