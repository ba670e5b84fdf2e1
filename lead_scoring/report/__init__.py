"""The report: one self-contained HTML page from the score tables. It shows what they hold and computes no score."""

from lead_scoring.report.page import LANGUAGES, write

__all__ = ["LANGUAGES", "write"]
