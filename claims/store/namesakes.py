"""Records that share a name with another of their kind, as id, name or alias."""

from claims.store.connection import Connection
from claims.vocabulary import Kind

_TITLES = {Kind.SIDE: "name", Kind.SPEAKER: "name", Kind.DISPUTE: "title"}


def ids(db: Connection, kind: Kind) -> list[str]:
    """The ids of the sides, speakers or disputes with an alias that is a name of another one, or their own once more.

    Case makes no difference.
    """
    db.create_function("casefold", 1, str.casefold, deterministic=True)
    owner = kind.value
    rows = db.execute(
        f"""
        WITH named(name, owner, is_alias) AS MATERIALIZED (
            SELECT casefold(id), id, 0 FROM {kind.plural}
            UNION ALL SELECT casefold({_TITLES[kind]}), id, 0 FROM {kind.plural}
            UNION ALL SELECT casefold(alias), {owner}, 1 FROM {owner}_aliases
        )
        SELECT DISTINCT owner FROM named
        WHERE name IN (SELECT name FROM named GROUP BY name HAVING count(*) > 1 AND max(is_alias))
        """
    )
    return sorted(row[0] for row in rows)
