from odoo import fields, models
from odoo.addons.dms_distributor.tools.statement_trigger import statement_trigger

KEYS = "company_id, distributor_id, outlet_id, product_id, date"


class DmsSchemePending(models.Model):
    """Sales that entitlements do not show yet: who sold what to whom on which day.

    A trigger on the sales writes what each statement touched, whatever way rows arrive. A job takes
    its rows away in the transaction that counts them: it sees those sales, and no others, of which
    it sees the rows, in whatever order transactions commit.
    """

    _name = "dms.scheme.pending"
    _description = "Sales Not Counted for Schemes Yet"
    _log_access = False
    # Foreign keys are those of the sales: checking them again would cost more than the row.
    _auto = False
    _order = "id"

    company_id = fields.Many2one("res.company", readonly=True)
    distributor_id = fields.Many2one("res.partner", readonly=True)
    outlet_id = fields.Many2one("res.partner", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    date = fields.Date(readonly=True)

    def init(self):
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS dms_scheme_pending (
                id bigserial PRIMARY KEY,
                company_id integer NOT NULL, distributor_id integer NOT NULL,
                outlet_id integer, product_id integer NOT NULL, date date NOT NULL);
            CREATE INDEX IF NOT EXISTS dms_scheme_pending_distributor_idx
                ON dms_scheme_pending (company_id, distributor_id, id)
            """
        )
        # After all tables of the add-on exist, that of the sales among them.
        self.pool.post_init(self._create_triggers)

    def _create_triggers(self):
        """(Re)create the triggers on the sales that fill this table."""
        flows = {"INSERT": "new_rows", "DELETE": "old_rows"}
        commands = {
            event: self._get_command(f"SELECT {KEYS} FROM {rows}") for event, rows in flows.items()
        }
        commands["UPDATE"] = self._get_command(
            f"SELECT {KEYS} FROM old_rows UNION SELECT {KEYS} FROM new_rows"
        )
        commands["TRUNCATE"] = "DELETE FROM dms_scheme_pending"
        self.env.cr.execute(
            statement_trigger("dms_scheme_pending_follow", "dms_secondary_sale", commands)
        )

    def _get_command(self, flow):
        """SQL that records what a statement touched, when a scheme may count it.

        :param str flow: SQL that gives the keys of the sales touched
        """
        return (
            f"INSERT INTO dms_scheme_pending ({KEYS}) SELECT DISTINCT {KEYS} FROM ({flow}) flow"
            " WHERE EXISTS (SELECT FROM dms_scheme scheme"
            " WHERE scheme.company_id = flow.company_id AND scheme.beneficiary <> 'buyer')"
        )
