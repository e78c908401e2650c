from odoo import models


class SaleOrder(models.Model):
    """Suspended and ended partners get no new primary orders."""

    _inherit = "sale.order"

    def _get_dms_hold_reasons(self) -> dict:
        reasons = super()._get_dms_hold_reasons()
        states = dict(self.env["res.partner"]._fields["dms_state"]._description_selection(self.env))
        for order in self:
            partner = order.partner_id.commercial_partner_id.sudo()
            if partner.dms_tier_id and not partner._is_dms_supplied():
                reasons[order].append((
                    f"partner_{partner.dms_state}",
                    self.env._(
                        "%(partner)s is %(state)s: reactivate it before it gets new orders.",
                        partner=partner.display_name, state=states[partner.dms_state],
                    ),
                ))
        return reasons
