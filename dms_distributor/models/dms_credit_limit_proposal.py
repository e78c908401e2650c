from decimal import Decimal

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import split_every

from ..credit import History, Policy, propose
from ..tools.credit_sql import history_query

CHUNK = 200


class DmsCreditLimit(models.Model):
    """Limits proposed from how partners bought and paid in the last twelve months."""

    _inherit = "dms.credit.limit"

    term_ids = fields.One2many("dms.credit.limit.term", "limit_id", string="Terms", readonly=True)

    @api.model
    def _cron_propose(self):
        """Propose limits for the distributors of each company, in jobs of some hundreds."""
        for company in self.env["res.company"].search([("parent_id", "=", False)]):
            partners = self.env["res.partner"].search([
                ("dms_role", "=", "distributor"),
                ("dms_state", "=", "active"),
                ("company_id", "in", (company.id, False)),
            ])
            for chunk in split_every(CHUNK, partners.ids):
                self.with_company(company).with_delay(
                    description=self.env._("Propose credit limits, %s", company.name)
                )._propose(self.env["res.partner"].browse(chunk), company)

    @api.model
    def _propose(self, partners, company):
        """Propose limits for those of ``partners`` whose history says that theirs should change.

        An earlier proposal that nobody has decided on is replaced.

        :return: the proposed limits, submitted for approval
        """
        today = fields.Date.context_today(self)
        policy = self._prepare_policy(company)
        statements = partners._get_dms_credit_statements(company)
        histories = self._read_histories(partners, company, today)
        values = []
        for partner in partners:
            present = statements[partner].limit
            proposal = propose(histories.get(partner.id, History()), policy, present)
            if proposal and self._is_worth_proposing(proposal.amount, present, company):
                values.append(self._prepare_proposal_values(partner, company, proposal))
        open_ones = self.search([
            ("partner_id", "in", [value["partner_id"] for value in values]),
            ("company_id", "=", company.id),
            ("source", "=", "proposal"),
            ("state", "in", ("draft", "submitted")),
        ])
        for former in open_ones:
            former._move("cancelled")
        limits = self.create(values)
        limits.action_submit()
        limits._notify_managers()
        return limits

    @api.model
    def _read_histories(self, partners, company, today) -> dict:
        """How partners bought and paid in the last twelve months.

        :return: a :class:`History` by id of the partner
        """
        start = today - relativedelta(years=1)
        self.env["account.move.line"].flush_model()
        self.env["account.partial.reconcile"].flush_model()

        def money(amount):
            return Decimal(str(company.currency_id.round(amount)))

        return {
            partner: History(
                sales=money(sales), days=(today - max(first, start)).days, due=money(due),
                punctual=money(punctual), recent=money(recent), earlier=money(earlier),
                terms=Decimal(str(round(terms, 2))),
            )
            for partner, sales, first, due, punctual, recent, earlier, terms in (
                self.env.execute_query(history_query(partners.ids, company, today, start))
            )
        }

    @api.model
    def _prepare_policy(self, company) -> Policy:
        """How ``company`` weighs a history."""
        def share(percent):
            return Decimal(str(percent)) / 100

        return Policy(
            cover=Decimal(str(company.dms_credit_cover)),
            punctuality_weight=share(company.dms_credit_punctuality_weight),
            trend_weight=share(company.dms_credit_trend_weight),
            max_change=share(company.dms_credit_max_change),
            step=Decimal(str(company.dms_credit_step)),
        )

    @api.model
    def _is_worth_proposing(self, amount, present, company) -> bool:
        """Whether a proposal differs enough from the present limit to bother anybody."""
        return present is None or abs(amount - present) >= Decimal(str(company.dms_credit_step))

    @api.model
    def _prepare_proposal_values(self, partner, company, proposal) -> dict:
        """Values of a proposed limit with its terms."""
        return {
            "partner_id": partner.id,
            "company_id": company.id,
            "kind": "permanent",
            "source": "proposal",
            "amount": float(proposal.amount),
            "reason": self.env._("Proposed from the last twelve months; see the terms."),
            "term_ids": [
                fields.Command.create({
                    "code": term.code, "value": float(term.value), "weight": float(term.weight),
                    "factor": float(term.factor), "amount": float(term.amount),
                })
                for term in proposal.terms
            ],
        }

    def _notify_managers(self):
        """Ask whoever looks after each partner to decide on its proposal."""
        managers = self.partner_id._get_dms_managers()
        for limit in self:
            if manager := managers[limit.partner_id]:
                limit.activity_schedule(
                    "mail.mail_activity_data_todo", user_id=manager.id,
                    summary=self.env._("Credit limit proposed"),
                )

    def _after_approve(self):
        result = super()._after_approve()
        self.activity_unlink(["mail.mail_activity_data_todo"])
        return result

    def _after_refuse(self):
        result = super()._after_refuse()
        self.activity_unlink(["mail.mail_activity_data_todo"])
        return result
