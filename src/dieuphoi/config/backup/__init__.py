"""Backups of the whole: database, files, settings, in one file that proves itself.

Why so: ``docs/decisions/backup-format.md``.
"""

from __future__ import annotations

from dieuphoi.core.kernel.errors import EXIT_REFUSED, DieuphoiError


class BackupFailed(DieuphoiError):
    """A backup could not be made or restored; the sentence says why, what is left of it and what to do."""


class BackupDamaged(DieuphoiError):
    """The file is no backup of ours, is cut off, or differs from what was written."""


class RestoreRefused(DieuphoiError):
    """A rule forbids the restore: the database is not empty, or the backup is newer than the program."""

    exit_code = EXIT_REFUSED
