"""Pages of audits: answering, signing, the desk, cycles, analysis."""
