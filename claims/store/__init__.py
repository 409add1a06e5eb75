"""The store file: every line of SQL is in this package.

Reads take an open connection and return frozen records. One predicate says what "on record" means: the `status` of
the row itself; a link takes part only while it and both its claims are on record.
"""
