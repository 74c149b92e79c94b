"""`concordat doctor`: what is well, what is not, and what to do about it."""

from concordat.core.doctor.examination import CHECKS, Finding, Health, examine

__all__ = ["CHECKS", "Finding", "Health", "examine"]
