from decimal import Decimal

from dateutil.relativedelta import relativedelta
from odoo import Command, api, fields, models
from odoo.addons.dms_distributor.tools.notification import RELOAD, notify
from odoo.exceptions import UserError

from ..tools.exact import exact

# Items of one entry stay few enough to be opened in a browser.
PAIRS_OF_ENTRY = 500


class DmsSchemeAccrual(models.Model):
    """What partners have earned up to a day and the books do not know yet, booked once."""

    _name = "dms.scheme.accrual"
    _description = "Accrual of Schemes"
    _inherit = ["dms.numbered.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(
        "Up to", required=True, index=True, tracking=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(day=1, days=-1),
        help="What was earned up to the end of this day is booked.",
    )
    accounting_date = fields.Date(
        readonly=True, copy=False,
        help="The day of the entry: the first open one, where the books are locked.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("posted", "Posted"), ("reversed", "Reversed")],
        required=True, default="draft", readonly=True, copy=False, tracking=True, index=True,
    )
    line_ids = fields.One2many("dms.scheme.accrual.line", "accrual_id", copy=False)
    move_ids = fields.One2many("account.move", "dms_scheme_accrual_id", string="Entries")
    move_count = fields.Integer(compute="_compute_move_count", compute_sudo=True)
    amount = fields.Monetary("Accrued", compute="_compute_amount", store=True)
    post_number = fields.Integer(readonly=True, copy=False)

    # Posting twice at the same time, each without knowledge of the other, would book twice.
    _post_number_unique = models.UniqueIndex(
        "(company_id, post_number) WHERE post_number > 0",
        "Another accrual of this company is being posted at this moment: post this one again.",
    )

    @api.depends("line_ids.company_amount")
    def _compute_amount(self):
        for accrual in self:
            accrual.amount = sum(accrual.line_ids.mapped("company_amount"))

    @api.depends("move_ids")
    def _compute_move_count(self):
        for accrual in self:
            accrual.move_count = len(accrual.move_ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        for accrual in self:
            if accrual.state != "draft":
                raise UserError(self.env._(
                    "%s has been posted and is kept: reverse it instead.", accrual.name
                ))

    def action_compute(self):
        """Show what would be booked."""
        for accrual in self:
            accrual._check_draft()
            accrual.line_ids = [
                Command.clear(),
                *(Command.create(values) for values in accrual._prepare_lines()),
            ]

    def action_post(self):
        """Book what is not booked yet; entries of many partners are written by a job."""
        for accrual in self:
            accrual._check_draft()
            accrual.company_id._get_dms_scheme_accounts()
            accrual.with_delay(
                identity_key=f"dms.scheme.accrual:{accrual.id}",
                description=self.env._("Accrual %s", accrual.name),
            )._job_post()
        return notify(
            self.env._("The entries are being written; you can go on working."), "info", RELOAD
        )

    def action_reverse(self):
        """Take the entries back; the next accrual books again what is earned."""
        for accrual in self:
            if accrual.state != "posted":
                raise UserError(self.env._(
                    "%s is not posted: there is nothing to reverse.", accrual.name
                ))
            moves = accrual.sudo().move_ids.filtered(
                lambda move: move.state == "posted" and not move.reversed_entry_id
                and not move.reversal_move_ids
            )
            moves._reverse_moves([
                {"date": accrual.company_id._get_dms_open_date(move.date), "ref": accrual.name}
                for move in moves
            ])._post(soft=False)
            accrual.state = "reversed"

    def action_open_moves(self):
        """Open the entries of this accrual and of its reversal."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window", "name": self.env._("Entries"),
            "res_model": "account.move", "view_mode": "list,form",
            "domain": [("dms_scheme_accrual_id", "=", self.id)],
        }

    def _job_post(self):
        """Job: book what is not booked yet. Run again after it was posted, it does nothing."""
        if self.state == "draft":
            self.action_compute()
            self._post()

    @api.model
    def _cron_accrue(self):
        """Every day: what was earned up to the end of the last month, once a month."""
        today = fields.Date.context_today(self)
        date = today + relativedelta(day=1, days=-1)
        for company in self.env["res.company"].search([("dms_is_scheme_accruing", "=", True)]):
            accruals = self.with_company(company)
            if not accruals.search_count([
                ("company_id", "=", company.id), ("date", ">=", date),
            ], limit=1):
                accruals.create({"company_id": company.id, "date": date}).action_post()

    def _prepare_lines(self) -> list:
        """Values of the lines: what is owed at the end of the day, less what the books say."""
        self.ensure_one()
        schemes = self.env["dms.scheme"].sudo().with_company(self.company_id)
        balances = schemes._get_open_balances(self.company_id, self.date)
        lines = []
        for (source, partner), (earned, owed, provision) in balances.items():
            if delta := owed - provision.balance:
                lines.append({
                    **schemes._prepare_source_values(source),
                    "partner_id": partner.id,
                    "currency_id": source.currency_id.id,
                    "earned": float(earned),
                    "settled": float(provision.settled),
                    "provision": float(provision.balance),
                    "amount": float(delta),
                    "company_amount": float(self._get_company_amount(source, delta, provision)),
                })
        return lines

    def _get_company_amount(self, source, delta, provision) -> Decimal:
        """The company's money of a line: today's rate for more debt, that of the books for less."""
        schemes = self.env["dms.scheme"].with_company(self.company_id)
        rate = schemes._get_company_rate(source.currency_id, self.date)
        step = schemes._get_step(self.company_id)
        if delta < 0:
            return -provision.carry(-delta, rate, step)
        return exact(self.company_id.currency_id.round(float(delta * rate)))

    def _post(self):
        """Write the entries of the lines."""
        self.ensure_one()
        journal, _expense, _provision = self.company_id._get_dms_scheme_accounts()
        self.post_number = (self.sudo().search(
            [("company_id", "=", self.company_id.id), ("post_number", ">", 0)],
            order="post_number desc", limit=1,
        ).post_number or 0) + 1
        self.flush_recordset(["post_number"])
        date = self.company_id._get_dms_open_date(self.date)
        moves = self.env["account.move"].sudo().with_company(self.company_id)
        distributions = self._get_distributions()
        for start in range(0, len(self.line_ids), PAIRS_OF_ENTRY):
            lines = self.line_ids[start:start + PAIRS_OF_ENTRY]
            moves |= moves.create({
                "move_type": "entry", "journal_id": journal.id, "date": date, "ref": self.name,
                "dms_scheme_accrual_id": self.id,
                "line_ids": [
                    Command.create(values)
                    for line in lines for values in line._prepare_items(distributions[line])
                ],
            })
        moves._post(soft=False)
        self.write({"state": "posted", "accounting_date": date})

    def _get_distributions(self) -> dict:
        """The analytic distribution of each line's expense."""
        partners = self.env["dms.scheme"]._get_partner_analytic_accounts(
            self.line_ids.partner_id, self.company_id
        )
        schemes = self.line_ids.scheme_id.sudo()._get_analytic_accounts()
        return {
            line: {
                ",".join(str(account) for account in filter(None, (
                    schemes.get(line.scheme_id), partners[line.partner_id],
                ))): 100,
            }
            for line in self.line_ids
        }

    def _check_draft(self):
        self.ensure_one()
        if self.state != "draft":
            raise UserError(self.env._("%s has been posted already.", self.name))
