from odoo import api, fields, models
from odoo.fields import Domain

from .dms_agreement import BINDING_STATES


class ResPartner(models.Model):
    """A distributor's agreements."""

    _inherit = "res.partner"

    dms_agreement_ids = fields.One2many(
        "dms.agreement", "distributor_id", string="Agreements", groups="dms_distributor.group_user"
    )
    dms_agreement_id = fields.Many2one(
        "dms.agreement", string="Agreement", compute="_compute_dms_agreement_id",
        search="_search_dms_agreement_id", groups="dms_distributor.group_user",
        help="The agreement in force today.",
    )
    dms_agreement_count = fields.Integer(
        string="Agreement Count", compute="_compute_dms_agreement_count",
        groups="dms_distributor.group_user",
    )

    @api.depends_context("company")
    @api.depends(
        "dms_agreement_ids.state", "dms_agreement_ids.date_start",
        "dms_agreement_ids.date_effective_end",
    )
    def _compute_dms_agreement_id(self):
        agreements = self._get_dms_agreements()
        for partner in self:
            partner.dms_agreement_id = agreements.get(partner, False)

    def _search_dms_agreement_id(self, operator, value):
        if operator not in ("in", "any"):
            return NotImplemented
        today = fields.Date.context_today(self)
        in_force = Domain("dms_agreement_ids", "any!", self._get_dms_agreement_domain(today))
        if operator == "any":
            return Domain(
                "dms_agreement_ids", "any", self._get_dms_agreement_domain(today) & Domain(value)
            )
        domain = Domain(
            "dms_agreement_ids", "any",
            self._get_dms_agreement_domain(today) & Domain("id", "in", list(value)),
        )
        return domain | ~in_force if False in value else domain

    @api.depends_context("company")
    def _compute_dms_agreement_count(self):
        counts = dict(self.env["dms.agreement"]._read_group(
            [("distributor_id", "in", self.ids)], ["distributor_id"], ["root_id:count_distinct"]
        ))
        for partner in self:
            partner.dms_agreement_count = counts.get(partner, 0)

    def write(self, vals):
        result = super().write(vals)
        if "dms_tier_id" in vals:
            # Agreements keep others of the same tier out, so a new tier must be free too.
            self.env["dms.agreement"].sudo().search(
                [("distributor_id", "in", self.ids), ("state", "in", ("approved", "active"))]
            )._update_claims()
        return result

    def action_open_agreements(self):
        """Open the agreements with this distributor, of all times."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_agreement"),
            "domain": [("distributor_id", "=", self.id)],
            "context": {"default_distributor_id": self.id},
        }

    @api.model
    def _get_dms_agreement_domain(self, date) -> Domain:
        """Domain of the agreements of the current company that are, or were, in force on a day."""
        states = set(BINDING_STATES)
        if date <= fields.Date.context_today(self):
            # One that still waits to come into force gives no terms yet.
            states.discard("approved")
        return (
            Domain("company_id", "=", self.env.company.id)
            & Domain("state", "in", list(states))
            & Domain("date_start", "<=", date)
            & (Domain("date_effective_end", "=", False) | Domain("date_effective_end", ">=", date))
        )

    def _get_dms_agreements(self, date=None) -> dict:
        """The agreement of each of these distributors that is in force, in the current company.

        A contact has the agreement of its company. Past the record rules; in one query.

        :param date: on which day; today when left out
        :return: ``dms.agreement`` by partner; partners without one are left out
        """
        date = date or fields.Date.context_today(self)
        agreements = self.env["dms.agreement"].sudo().search_fetch(
            self._get_dms_agreement_domain(date)
            & Domain("distributor_id", "in", self.commercial_partner_id.ids),
            ["distributor_id"],
        )
        by_distributor = {agreement.distributor_id: agreement for agreement in agreements}
        return {
            partner: by_distributor[partner.commercial_partner_id]
            for partner in self
            if partner.commercial_partner_id in by_distributor
        }
