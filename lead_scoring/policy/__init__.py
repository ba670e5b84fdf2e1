"""The policy, checked before anything is built: its files by Python, all else by the project's models."""

from lead_scoring.policy.check import Finding, Report, check
from lead_scoring.policy.seeds import UsageError

__all__ = ["Finding", "Report", "UsageError", "check"]
