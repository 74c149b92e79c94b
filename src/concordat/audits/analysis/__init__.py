"""What a cycle's returns say, counted: by question, section, phase, type and trust.

Pure counting is in `counting`, hiding of small groups in `core.small_groups`, the questions to the
database in `results`.
"""
