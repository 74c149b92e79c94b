"""The papers that a body asks for before it says yes, as drafts: written from cards, data and tests, never from hopes.

Each document is made as Markdown; the same text becomes a PDF. What claims to be guarded names the test or file that
shows it, and a test checks that these exist.
"""
