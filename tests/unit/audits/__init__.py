"""Rules of audits."""
