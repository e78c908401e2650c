from contextlib import closing, contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name
from odoo.tools import SQL, mute_logger
from psycopg2.errors import LockNotAvailable

from .common_upload import prepare_network


class RaceCase(BaseCase):
    """Transactions at once, on rows that are really committed.

    ``_prepare(env)`` makes the rows and ``_clean(env)`` takes them away; each is committed.
    """

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self._commit(self._prepare)
        self.addCleanup(self._commit, self._clean)

    def _open(self):
        """A transaction of its own, for ``with``."""
        return closing(self.registry.cursor())

    def _get_env(self, cursor):
        return api.Environment(cursor, SUPERUSER_ID, {})

    def _commit(self, step):
        """Take a step and commit it; again when a job has come in between."""
        with self._open() as cursor, mute_logger("odoo.sql_db", "odoo.service.model"):
            env = self._get_env(cursor)
            retrying(lambda: step(env), env)

    @contextmanager
    def assertWaits(self, cursor):
        """What is done inside waits for another transaction; after a moment it is given up."""
        cursor.execute("SET LOCAL lock_timeout = '300ms'")
        with self.assertRaises(LockNotAvailable):
            yield

    def _delete(self, env, column, value, *tables):
        """Delete rows past what the models protect.

        :param value: what ``column`` holds, or a list of values
        """
        values = value if isinstance(value, list) else [value]
        env.flush_all()
        for table in tables:
            env.cr.execute(SQL(
                "DELETE FROM %s WHERE %s = ANY(%s)",
                SQL.identifier(table), SQL.identifier(column), values,
            ))
        env.invalidate_all(flush=False)


class NetworkRaceCase(RaceCase):
    """With a distributor, an outlet and two products; ``TABLES`` hold what is recorded of them."""

    TABLES = ()

    def _prepare(self, env):
        """:return: the distributor, the outlet and the products"""
        distributor, outlet, products = prepare_network(env)
        self.distributor = distributor.id
        self.tiers = (distributor + outlet).dms_tier_id.ids
        self.outlet, self.products = outlet.id, products.ids
        return distributor, outlet, products

    def _clean(self, env):
        self._delete(env, "distributor_id", self.distributor, *self.TABLES)
        distributor = env["res.partner"].browse(self.distributor)
        outlets = env["res.partner"].browse(self.outlet)
        outlets |= outlets.search([("dms_upstream_id", "=", self.distributor)])
        outlets.unlink()
        distributor.unlink()
        env["product.product"].browse(self.products).unlink()
        env["dms.tier"].browse(self.tiers).unlink()
