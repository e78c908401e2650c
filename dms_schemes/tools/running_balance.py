"""Ledgers of which each row tells the balance after it, written by one at a time."""

from odoo.tools import SQL


def read_newest(env, table: str, owner: str, owner_ids: list) -> dict:
    """The newest committed row of each owner, whatever this transaction's snapshot is.

    Who has locked the rows of the owners reads what others have committed before it through a
    cursor of its own. Ids follow the lock: the highest one is the newest.

    :param table: of the ledger, with the columns ``id`` and ``balance``
    :param owner: the column that names the owner
    :return: the id of the row and its balance, by owner
    """
    # While the add-on is installed nobody else is at work, and its tables are not to be seen.
    if not owner_ids or not env.registry.ready:
        return {}
    with env.registry.cursor() as fresh:
        fresh.execute(SQL(
            """SELECT owner.id, last.id, last.balance
                 FROM unnest(%(ids)s) AS owner (id)
                 JOIN LATERAL (SELECT id, balance FROM %(table)s
                                WHERE %(owner)s = owner.id ORDER BY id DESC LIMIT 1) last ON TRUE
            """,
            ids=owner_ids, table=SQL.identifier(table), owner=SQL.identifier(owner),
        ))
        return {key: (row, balance) for key, row, balance in fresh.fetchall()}
