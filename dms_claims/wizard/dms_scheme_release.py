from odoo import api, fields, models
from odoo.addons.dms_schemes.tools.exact import exact
from odoo.exceptions import UserError
from odoo.tools import format_amount


class DmsSchemeRelease(models.TransientModel):
    """Ask how much of what a partner has earned under a scheme is not owed any more, and why:
    it was not claimed in time, or claimed and not agreed to.
    """

    _name = "dms.scheme.release"
    _description = "Let What Was Earned Lapse"

    scheme_id = fields.Many2one("dms.scheme", required=True, readonly=True)
    partner_id = fields.Many2one("res.partner", required=True, readonly=True)
    currency_id = fields.Many2one(related="scheme_id.currency_id")
    owed_amount = fields.Monetary("Open Liability", compute="_compute_owed_amount")
    claimed_amount = fields.Monetary(
        "Of It Claimed", compute="_compute_owed_amount",
        help="What claims that wait to be decided or settled ask for.",
    )
    amount = fields.Monetary(compute="_compute_amount", store=True, readonly=False)
    reason = fields.Char(required=True)

    @api.depends("scheme_id", "partner_id")
    def _compute_owed_amount(self):
        for wizard in self:
            wizard.owed_amount, wizard.claimed_amount = wizard._get_figures()

    @api.depends("scheme_id", "partner_id")
    def _compute_amount(self):
        for wizard in self:
            owed, claimed = wizard._get_figures()
            wizard.amount = max(0, wizard.currency_id.round(owed - claimed))

    def action_release(self):
        """Book it: Dr provision / Cr expense.

        :raise UserError: when claims that wait need it, or it is more than is owed
        """
        self.ensure_one()
        self.env["dms.claim"]._check_settler()
        self.scheme_id.check_access("read")
        free = self.owed_amount - self.claimed_amount
        if self.amount <= 0 or self.currency_id.compare_amounts(self.amount, free) > 0:
            raise UserError(self.env._(
                "%(amount)s cannot lapse: %(free)s is owed to %(partner)s under %(scheme)s and "
                "not claimed. Decide on the claims that wait first.",
                amount=format_amount(self.env, self.amount, self.currency_id),
                free=format_amount(self.env, free, self.currency_id),
                partner=self.partner_id.display_name, scheme=self.scheme_id.display_name,
            ))
        scheme = self.scheme_id.sudo()
        date = scheme.company_id._get_dms_open_date(fields.Date.context_today(self))
        move = scheme._settle_provision(
            self.partner_id, exact(self.amount), date=date, ref=self.reason
        )
        return move.with_env(self.env).get_formview_action()

    def _get_figures(self) -> tuple:
        """What is owed to the partner under the scheme, and what claims that wait ask of it."""
        self.ensure_one()
        scheme, partner = self.scheme_id.sudo(), self.partner_id
        earned, provision = scheme._get_settling_balances(fields.Date.context_today(self)).get(
            (scheme, partner), (0, None)
        )
        waiting = self.env["dms.claim"].sudo().search([
            ("scheme_id", "=", scheme.id), ("claimant_id", "=", partner.id),
            ("state", "in", ("submitted", "approved")), ("reversal_of_id", "=", False),
        ])
        return float(earned - provision.settled) if provision else 0, sum(
            claim.remaining_amount if claim.state == "approved" else claim.claimed_amount
            for claim in waiting
        )
