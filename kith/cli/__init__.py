"""The `kith` command: the same services and selectors as the pages, for terminals and scripts.

Exit codes: 0 done, 1 done with problems listed, 2 refused with the reason.
"""
