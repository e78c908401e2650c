from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ResPartner(models.Model):
    """The life of a partner in the network: onboarding, active, suspended, ended, each dated."""

    _inherit = "res.partner"

    dms_application_ids = fields.One2many("dms.application", "partner_id", string="Applications")
    dms_lifecycle_change_ids = fields.One2many(
        "dms.lifecycle.change", "partner_id", string="Lifecycle"
    )
    dms_settlement_ids = fields.One2many("dms.settlement", "partner_id", string="Settlements")
    dms_settlement_id = fields.Many2one(
        "dms.settlement", string="Open Settlement", compute="_compute_dms_settlement_id"
    )
    dms_state_since = fields.Datetime(
        string="In This State since", compute="_compute_dms_state_since"
    )

    # Tax numbers are compared by their letters and digits, whoever wrote them and how.
    _dms_vat_key_idx = models.Index(
        "(REGEXP_REPLACE(UPPER(vat), '[^A-Z0-9]', '', 'g')) WHERE vat IS NOT NULL"
    )

    @api.depends("dms_settlement_ids.state")
    def _compute_dms_settlement_id(self):
        settlements = {
            settlement.partner_id: settlement
            for settlement in self.env["dms.settlement"].search(
                [("partner_id", "in", self.ids), ("state", "=", "open")]
            )
        }
        for partner in self:
            partner.dms_settlement_id = settlements.get(partner, False)

    @api.depends("dms_state")
    def _compute_dms_state_since(self):
        since = self.env["dms.lifecycle.change"]._get_last_dates(self.ids)
        for partner in self:
            partner.dms_state_since = since.get(partner.id, False)

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._record_dms_lifecycle({})
        return partners

    def write(self, vals):
        if not {"dms_state", "dms_tier_id"} & vals.keys():
            return super().write(vals)
        before = self._get_dms_lifecycle_states()
        if vals.get("dms_state") == "ended":
            self._check_dms_settled(before)
        result = super().write(vals)
        self._record_dms_lifecycle(before)
        return result

    def action_suspend_network(self):
        """Suspend partners: outlets at once, others with a reason and a date that are asked for."""
        return self._change_dms_state("suspended")

    def action_reactivate_network(self):
        """Take suspended or ended partners back, with a reason and a date."""
        return self._change_dms_state("active")

    def action_end_network(self):
        """End the relation with partners, whose past sales stay: outlets at once, others once
        what is open between both sides has been settled.
        """
        return self._change_dms_state("ended")

    def action_open_lifecycle(self):
        """Open what changed in the life of this partner."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_distributor.action_lifecycle_change"
            ),
            "domain": [("partner_id", "=", self.id)],
            "context": {},
        }

    def action_open_settlement(self):
        """Open what is still to be settled with this partner."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "dms.settlement",
            "res_id": self.dms_settlement_id.id,
            "view_mode": "form",
        }

    @api.model
    def _get_dms_onboarding_days(self, date_from, date_to, domain=None):
        """How long partners took from their application until they were active.

        :param date_from, date_to: first and last day on which they became active
        :param domain: of the partners; none: all
        :return: days by partner id; ``onboarding.summarise_days`` gives median and P90 of them
        """
        return self.env["dms.lifecycle.change"]._get_onboarding_days(
            domain or Domain.TRUE, date_from, date_to
        )

    def _is_dms_supplied(self):
        """Whether new primary orders of this partner may be confirmed."""
        return self.dms_state not in ("suspended", "ended")

    def _get_dms_lifecycle_states(self):
        """The states of those partners whose life is recorded.

        :return: states by partner; outlets and contacts outside of the network are left out
        """
        return {
            partner: partner.dms_state
            for partner in self.sudo()
            if partner.dms_tier_id and partner.dms_tier_id.role != "outlet"
        }

    def _record_dms_lifecycle(self, before):
        """Record the changes of state since ``before``, in as many queries for many as for one.

        The context may say when (``dms_lifecycle_date``) and why (``dms_lifecycle_reason``).
        """
        self.env["dms.lifecycle.change"]._record(
            [
                (partner, before.get(partner, False), state)
                for partner, state in self._get_dms_lifecycle_states().items()
            ],
            date=self.env.context.get("dms_lifecycle_date"),
            reason=self.env.context.get("dms_lifecycle_reason"),
        )

    def _check_dms_settled(self, before):
        """Refuse to end partners with whom something is still to be settled.

        :param before: states by partner, of those for whom a settlement is owed
        """
        ending = [partner.id for partner, state in before.items() if state != "ended"]
        settled = self.env["dms.settlement"].sudo().search(
            [("partner_id", "in", ending), ("state", "=", "done"), ("is_applied", "=", False)]
        ).partner_id
        for partner in self.browse(ending) - settled:
            raise UserError(self.env._(
                "%s has not been settled: use End, go through the checklist that it opens, and "
                "complete it. The partner is ended then.",
                partner.display_name,
            ))

    def _change_dms_state(self, state):
        """Change the state of outlets at once and ask for reason and date for other partners.

        :return: the action that asks, or None when there is nothing to ask
        """
        if state == "ended" and len(self) == 1 and self.dms_settlement_id:
            return self.action_open_settlement()
        asked = self.browse(partner.id for partner in self._get_dms_lifecycle_states())
        (self - asked).write({"dms_state": state})
        if not asked:
            return None
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_distributor.action_lifecycle_wizard"
            ),
            "name": dict(
                self.env["dms.lifecycle.wizard"]._fields["state"]._description_selection(self.env)
            )[state],
            "context": {"default_partner_ids": asked.ids, "default_state": state},
        }
