"""The rules of writing: one transaction a command, and a receipt of what was done.

Every change takes one way: it is planned as a `Change`, completed with what follows from the rest of the record
(instants, numbers and places of citations), checked by the rules that a store must never break, written and logged.
Clock, curator and names of records are arguments.
"""

from claims.curation.importing import Take
from claims.curation.receipt import Receipt
from claims.curation.transaction import bring, commit, make_empty_store, make_store

__all__ = ["Receipt", "Take", "bring", "commit", "make_empty_store", "make_store"]
