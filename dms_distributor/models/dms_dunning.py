from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, split_every

from ..tools.credit_sql import overdue_query

CHUNK = 500


class DmsDunning(models.Model):
    """A partner with something overdue, from the first reminder until it has paid."""

    _name = "dms.dunning"
    _description = "Dunning"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _rec_name = "partner_id"
    _order = "state, oldest_days desc, id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade", index=True
    )
    state = fields.Selection(
        [("open", "Open"), ("paid", "Paid"), ("stopped", "Stopped")],
        required=True, default="open", readonly=True, tracking=True, index=True,
    )
    level_id = fields.Many2one(
        "dms.dunning.level", string="Last Level", readonly=True, tracking=True,
        ondelete="restrict",
    )
    is_holding = fields.Boolean(
        "Holds Orders", readonly=True, tracking=True,
        help="Orders of the partner are held until nothing is overdue.",
    )
    date_start = fields.Date("Since", readonly=True, default=fields.Date.context_today)
    date_last = fields.Date("Last Step", readonly=True)
    date_end = fields.Date("Ended on", readonly=True)
    overdue = fields.Monetary(readonly=True)
    oldest_days = fields.Integer("Days Overdue", readonly=True, help="In days.")
    step_ids = fields.One2many("dms.dunning.step", "dunning_id", string="Steps", readonly=True)

    _open_unique = models.UniqueIndex(
        "(partner_id, company_id) WHERE state = 'open'",
        "This partner is being reminded already.",
    )

    @api.model
    def _cron_dun(self):
        """Take the next step with all partners that owe too long, a few hundred at a time."""
        cron = self.env["ir.cron"]
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            dunning = self.with_company(company)
            todo = dunning._get_overdue_partners(company)
            for done, chunk in enumerate(split_every(CHUNK, todo.ids), start=1):
                dunning._dun(todo.browse(chunk), company)
                cron._commit_progress(len(chunk), remaining=max(0, len(todo) - done * CHUNK))

    @api.model
    def _get_overdue_partners(self, company):
        """Partners of the network with something overdue, or that are being reminded."""
        for model in ("account.move.line", "dms.dunning", "res.partner"):
            self.env[model].flush_model()
        rows = self.env.execute_query(
            overdue_query(company, fields.Date.context_today(self))
        )
        return self.env["res.partner"].browse(sorted(partner for partner, in rows))

    @api.model
    def _get_disputed_amounts(self, partners, company) -> dict:
        """What of the partners' invoices is under dispute, so nobody is reminded of it: a hook.

        :param company: the one that reminds; its branches count with it
        :return: amounts in the company's currency by the id of the entry
        """
        return {}

    @api.model
    def _plan(self, partners, company) -> list:
        """What the next step is with each of ``partners``; nothing is done.

        What is under dispute does not count. One level is taken at a time, so nobody is held
        without having been reminded.

        :return: the partner, its credit statement, its open dunning, and the level to take or the
            empty one
        """
        ladder = self.env["dms.dunning.level"]._get_ladder(company)
        statements = partners._get_dms_credit_statements(
            company, self._get_disputed_amounts(partners, company)
        )
        cases = self.search(
            [("partner_id", "in", partners.ids), ("company_id", "=", company.id),
             ("state", "=", "open")]
        ).grouped("partner_id")
        today, plan = fields.Date.context_today(self), []
        for partner in partners:
            case, statement = cases.get(partner, self.browse()), statements[partner]
            level = ladder.filtered(lambda level, case=case: level.days > case.level_id.days)[:1]
            is_due = (
                statement.overdue > 0
                and level.days <= statement.oldest_overdue_days
                and case.date_last != today
                and not partner.dms_is_dunning_excluded
            )
            plan.append((partner, statement, case, level if is_due else level.browse()))
        return plan

    @api.model
    def _dun(self, partners, company):
        """End what has been paid, and take the next step with the others.

        :return: the dunnings with which a step was taken
        """
        taken = self.browse()
        plan = self._plan(partners, company)
        self.union(*(case for _partner, statement, case, _level in plan if not statement.overdue)
        )._end(company)
        for partner, statement, case, level in plan:
            if not statement.overdue:
                continue
            if level and not case:
                case = self.create({"partner_id": partner.id, "company_id": company.id})
            if case:
                case.write({
                    "overdue": float(statement.overdue),
                    "oldest_days": statement.oldest_overdue_days,
                })
            if level:
                case._take(level)
                taken |= case
        return taken

    def _end(self, company):
        """End dunnings of which nothing is left to remind of: it is paid, or under dispute."""
        statements = self.partner_id._get_dms_credit_statements(company)
        disputed = self.filtered(lambda dunning: statements[dunning.partner_id].overdue)
        (self - disputed)._close("paid")
        disputed._close("stopped")
        for dunning in disputed:
            dunning.message_post(body=self.env._(
                "All that is overdue is under dispute. Should it have to be paid after all, "
                "reminders begin anew."
            ))

    def _take(self, level):
        """Take a step and record what came of it."""
        self.ensure_one()
        outcome = getattr(self, f"_take_{level.action}")(level)
        self.write({
            "level_id": level.id,
            "date_last": fields.Date.context_today(self),
            "is_holding": self.is_holding or level.action == "hold",
        })
        self.env["dms.dunning.step"].create({
            "dunning_id": self.id, "level_id": level.id, "overdue": self.overdue,
            "days": self.oldest_days, "outcome": outcome,
        })

    def _take_mail(self, level) -> str:
        """Send a reminder to the partner's address for invoices."""
        partner = self._get_recipient()
        if not partner.email:
            self._schedule("mail.mail_activity_data_call", self.env._("No address to remind"))
            return self.env._("%s has no e-mail address: a call was planned", partner.display_name)
        level.template_id.send_mail(self.id, email_values={"recipient_ids": [(4, partner.id)]})
        return self.env._("Sent to %s", partner.email)

    def _take_call(self, level) -> str:
        user = self._schedule("mail.mail_activity_data_call", level.name, level.note)
        return user.name or self.env._("Nobody looks after the partner: set a salesperson")

    def _take_hold(self, level) -> str:
        # The hold is read with the account.
        self.env["dms.credit.account"].sudo()._find_or_create(self.partner_id, self.company_id)
        self._schedule("mail.mail_activity_data_todo", level.name, level.note)
        return self.env._("Orders are held until %s is paid", format_amount(
            self.env, self.overdue, self.currency_id
        ))

    def _schedule(self, activity_type, summary, note=False):
        """Plan an activity for whoever looks after the partner.

        :return: that user, or the empty one
        """
        user = self.partner_id._get_dms_managers()[self.partner_id]
        if user:
            self.activity_schedule(activity_type, user_id=user.id, summary=summary, note=note)
        return user

    def _get_recipient(self):
        """Who is reminded: the partner's address for invoices."""
        return self.partner_id.browse(self.partner_id.address_get(["invoice"])["invoice"])

    def _get_open_invoices(self):
        """The partner's overdue invoices, oldest first, for the reminder."""
        invoices = self.env["account.move"].sudo().search([
            ("commercial_partner_id", "=", self.partner_id.id),
            ("company_id", "child_of", self.company_id.id),
            ("move_type", "=", "out_invoice"),
            ("state", "=", "posted"),
            ("payment_state", "in", ("not_paid", "partial")),
            ("invoice_date_due", "<", fields.Date.context_today(self)),
        ], order="invoice_date_due, id")
        amounts = self._get_open_amounts(invoices)
        return invoices.filtered(lambda invoice: amounts[invoice] > 0)

    def _get_open_amounts(self, invoices) -> dict:
        """What is open of invoices and not under dispute, in their currency."""
        disputed = self._get_disputed_amounts(self.partner_id, self.company_id)
        amounts = {}
        for invoice in invoices:
            total = abs(invoice.amount_residual_signed)
            share = min(disputed.get(invoice.id, 0) / total, 1) if total else 0
            amounts[invoice] = invoice.currency_id.round(invoice.amount_residual * (1 - share))
        return amounts

    def _close(self, state):
        """End dunnings: planned calls are needless, and orders are held no longer."""
        for dunning in self:
            dunning.activity_unlink(
                ["mail.mail_activity_data_call", "mail.mail_activity_data_todo"]
            )
            dunning.write({
                "state": state, "is_holding": False, "overdue": 0, "oldest_days": 0,
                "date_end": fields.Date.context_today(self),
            })

    def action_stop(self):
        """Stop reminding: something was settled otherwise. It begins anew with the next run
        unless the partner is excluded.
        """
        for dunning in self:
            if dunning.state != "open":
                raise UserError(
                    self.env._("%s is not being reminded any more.", dunning.display_name)
                )
        self._close("stopped")

    def action_open_invoices(self):
        """Open what is overdue."""
        self.ensure_one()
        return self.partner_id.action_open_dms_credit("overdue")
