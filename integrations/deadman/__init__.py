"""The dead-man switch: an address outside that is asked while all is well
(docs/auditor.md).
"""
