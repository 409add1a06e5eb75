"""What marks a file as a store of this program's version, for those who open one in haste."""

APPLICATION_ID = 0x636C6D73
"""What SQLite's header calls the file: "clms", so that a foreign database is told from ours."""

STEPS = 5
"""How many steps `claims.store.schema` has; counted here, where readers need not pay for building them."""
