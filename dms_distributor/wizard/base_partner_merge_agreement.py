from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _check_dms_merge(self, src_partners, dst_partner):
        """Refuse to make one of distributors that have agreements in the same period.

        :raise UserError: naming the agreements and what to do
        """
        result = super()._check_dms_merge(src_partners, dst_partner)
        self.env["dms.agreement.claim"].flush_model()
        rows = self.env.execute_query(SQL(
            """
            SELECT one.agreement_id, other.agreement_id
              FROM dms_agreement_claim one
              JOIN dms_agreement_claim other
                ON other.company_id = one.company_id
               AND other.distributor_id > one.distributor_id
               AND daterange(other.date_from, other.date_to, '[]')
                   && daterange(one.date_from, one.date_to, '[]')
             WHERE one.distributor_id = ANY(%(ids)s) AND other.distributor_id = ANY(%(ids)s)
             LIMIT 1
            """,
            ids=(src_partners | dst_partner).ids,
        ))
        if rows:
            one, other = (self.env["dms.agreement"].sudo().browse(row_id) for row_id in rows[0])
            raise UserError(self.env._(
                "%(one)s and %(other)s cannot be merged: agreements %(first)s and %(second)s would "
                "be in force at the same time. Terminate one of them first.",
                one=one.distributor_id.display_name,
                other=other.distributor_id.display_name,
                first=one.display_name,
                second=other.display_name,
            ))
        return result
