from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import clean_context


class DmsLifecycleWizard(models.TransientModel):
    """Asks when and why partners are suspended, taken back or ended."""

    _name = "dms.lifecycle.wizard"
    _description = "Change of a Partner's State"

    partner_ids = fields.Many2many("res.partner", string="Partners", required=True)
    state = fields.Selection(
        [("suspended", "Suspend"), ("active", "Reactivate"), ("ended", "End")],
        string="Change",
        required=True,
        readonly=True,
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    reason = fields.Text(required=True)
    is_suspended_at_once = fields.Boolean(
        string="No New Orders from Now On",
        default=True,
        help="The partners are suspended until everything is settled.",
    )

    @api.constrains("date", "state")
    def _check_date(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            if wizard.date > today and wizard.state != "ended":
                raise UserError(self.env._(
                    "%s lies in the future: partners are suspended and taken back from today on, "
                    "or from a day that has passed.",
                    fields.Date.to_string(wizard.date),
                ))

    def action_apply(self):
        """Change the state, or open the checklist that comes before the end."""
        self.ensure_one()
        # The defaults of the wizard are not those of what it makes.
        self = self.with_context(clean_context(self.env.context))
        if self.state == "ended":
            return self._start_settlements()
        self._check_order_of_dates()
        self._with_reason(self.partner_ids).write({"dms_state": self.state})
        self._log_reason()
        return {"type": "ir.actions.act_window_close"}

    def _check_order_of_dates(self):
        """Refuse a day before the partner came into the state that it leaves."""
        since = self.env["dms.lifecycle.change"]._get_last_dates(self.partner_ids.ids)
        for partner in self.partner_ids:
            began = since.get(partner.id)
            if began and self.date < began.date():
                raise UserError(self.env._(
                    "%(partner)s came into its present state on %(began)s: choose that day or a "
                    "later one.",
                    partner=partner.display_name, began=fields.Date.to_string(began.date()),
                ))

    def _with_reason(self, partners, day=None):
        """The partners with what is to be recorded of their change in the context.

        :param day: on which it happens; none: that of the wizard
        """
        date = fields.Datetime.now()
        day = day or self.date
        if day < date.date():
            # At the end of the day, so that it does not come before what happened on it.
            date = datetime.combine(day, time(23, 59))
        return partners.with_context(dms_lifecycle_date=date, dms_lifecycle_reason=self.reason)

    def _log_reason(self):
        """Say on the partners why."""
        label = dict(self._fields["state"]._description_selection(self.env))[self.state]
        for partner in self.partner_ids:
            partner.message_post(
                body=self.env._("%(step)s: %(reason)s", step=label, reason=self.reason)
            )

    def _start_settlements(self):
        """Open one checklist for each partner.

        :return: an action that shows it, or them
        """
        settlements = self.env["dms.settlement"].create([
            {
                "partner_id": partner.id,
                "company_id": (partner.company_id or self.env.company).id,
                "reason": self.reason,
                "date_end": self.date,
                "user_id": (partner._get_dms_managers()[partner] or self.env.user).id,
            }
            for partner in self.partner_ids
        ])
        if self.is_suspended_at_once:
            self._with_reason(
                self.partner_ids.filtered(lambda partner: partner.dms_state == "active"),
                fields.Date.context_today(self),
            ).write({"dms_state": "suspended"})
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_settlement"),
            **(
                {"view_mode": "form", "views": [(False, "form")], "res_id": settlements.id}
                if len(settlements) == 1
                else {"domain": [("id", "in", settlements.ids)]}
            ),
        }
