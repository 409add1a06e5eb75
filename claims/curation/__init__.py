"""The rules of writing: one transaction a command, and a receipt of what was done.

Every change takes one way: it is planned as a `Change`, completed with what follows from the rest of the record
(instants, numbers and places of citations), written, checked by the rules that a store must never break, and only
then logged and committed. Clock, curator and names of records are arguments.
"""

from claims.curation.intake import Take
from claims.curation.receipt import Receipt
from claims.curation.transaction import bring, commit, is_blank, make_empty_store, make_store

__all__ = ["Receipt", "Take", "bring", "commit", "is_blank", "make_empty_store", "make_store"]
