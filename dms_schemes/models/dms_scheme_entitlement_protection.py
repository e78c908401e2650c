from odoo import api, fields, models

from .dms_scheme import BINDING_STATES


class DmsSchemeEntitlement(models.Model):
    """What is paid for stock when a price falls."""

    _inherit = "dms.scheme.entitlement"

    protection_ids = fields.One2many(
        "dms.scheme.protection", "entitlement_id", string="Protected Stock", readonly=True
    )

    def action_open_protection(self):
        """Open the stock that is paid for, product by product."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_schemes.action_scheme_protection"
            ),
            "domain": [("entitlement_id", "in", self.ids)],
            "context": {},
        }

    @api.model
    def _enqueue_protection(self, ledgers, month):
        """Have schemes follow stocks that have changed: what lay there when a price fell.

        :param ledgers: ``dms.stock.ledger``
        :param month: nothing has changed before this day
        """
        today = fields.Date.context_today(self)
        schemes = self.env["dms.scheme"].sudo().with_context(active_test=False).search([
            ("company_id", "in", ledgers.company_id.ids), ("mechanism", "=", "price_protection"),
            ("state", "in", BINDING_STATES), ("date_start", ">", month),
            ("date_start", "<=", today),
        ], order="id")
        if not schemes:
            return
        for ledger in ledgers:
            own = schemes.filtered(lambda scheme, ledger=ledger: (
                scheme.company_id == ledger.company_id
            ))
            if own:
                self._delay(
                    self.env._(
                        "Schemes: stock of %s when a price fell",
                        ledger.distributor_id.display_name,
                    ),
                    f"protection:{ledger.id}:{','.join(map(str, own.ids))}",
                )._job_refresh(ledger.company_id.id, ledger.distributor_id.ids, own.ids)
