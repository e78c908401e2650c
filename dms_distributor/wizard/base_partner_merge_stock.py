from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """What becomes of the stocks of distributors that are merged."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        ledgers = self._choose_dms_stocks(src_partners | dst_partner)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        # The sales that went over have been taken off already: what waits is derived anew.
        self.env.cr.execute(SQL(
            "DELETE FROM dms_stock_pending WHERE distributor_id = ANY(%s)", src_partners.ids
        ))
        for ledger in ledgers:
            ledger._resynchronise()
            ledger._follow_partners({"name": dst_partner.name})
            dst_partner.sudo().with_company(ledger.company_id).property_stock_customer = (
                ledger.location_id
            )
        return result

    @api.model
    def _choose_dms_stocks(self, partners):
        """Of several stocks in a company, keep the one that has been used.

        :return: the stocks that stay
        :raise UserError: when more than one has been used: their goods lie in two places
        """
        ledgers = self.env["dms.stock.ledger"].sudo().with_context(active_test=False).search(
            [("distributor_id", "in", partners.ids)]
        )
        kept = ledgers.browse()
        for company, same in ledgers.grouped("company_id").items():
            used = same.filtered("is_used")
            if len(used) > 1:
                raise UserError(self.env._(
                    "%(partners)s cannot be merged: %(company)s keeps a stock of each. Transfer "
                    "what the one has left to the other and archive it instead.",
                    partners=", ".join(used.distributor_id.mapped("display_name")),
                    company=company.name,
                ))
            kept |= used or same[:1]
        idle = ledgers - kept
        locations = idle.location_id | idle.sold_location_id
        idle.unlink()
        locations.active = False
        self.env.flush_all()
        return kept
