"""The list of recognitions by table, out and in: one row a decision – recognised, acknowledged again, revoked."""

from __future__ import annotations

from dieuphoi.programme.recognition.sheets.columns import KIND
from dieuphoi.programme.recognition.sheets.importer import RecognitionImporter
from dieuphoi.programme.recognition.sheets.workbook import recognition_workbook

__all__ = ["KIND", "RecognitionImporter", "recognition_workbook"]
