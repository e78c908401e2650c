from dateutil.relativedelta import relativedelta
from odoo import Command, api, fields, models
from odoo.tools import date_utils

# Distributors, by their codes, whose agreements differ from the others'.
AMENDED, UNSIGNED, ENDING, TERMINATED = "D001", "D007", "D010", "D004"
EXPIRED, SUBMITTED, DRAFT = "D008", "D012", "D013"
# How a target compares with the sales that it is derived from.
AMBITIONS = (1.04, 0.9, 0.95, 0.98)


class DmsDemoAgreement(models.AbstractModel):
    """Agreements with all distributors of the demo network, in all states."""

    _name = "dms.demo.agreement"
    _description = "Demo Agreements"

    @api.model
    def _load(self):
        """Make the agreements as a manager would, on the days relative to today."""
        manager = self.env.ref("dms_distributor.demo_user_manager")
        env = self.with_user(manager).with_context(tracking_disable=True).env
        today = fields.Date.context_today(self)
        start = date_utils.start_of(today, "month") - relativedelta(months=7)
        self.env.ref("dms_distributor.demo_territory_new_delhi").distributor_limit = 2
        distributors = env["res.partner"].search(
            [("dms_role", "=", "distributor"), ("dms_code", "!=", False)], order="dms_code"
        ).filtered(lambda partner: partner.get_external_id()[partner.id].startswith("dms_"))
        places = distributors.grouped(lambda d: (d.dms_tier_id, d.dms_territory_id))
        for number, distributor in enumerate(distributors):
            rivals = places[distributor.dms_tier_id, distributor.dms_territory_id]
            agreement = env["dms.agreement"].create(
                self._prepare_agreement_values(number, distributor, start, len(rivals))
            )
            self._add_targets(agreement, AMBITIONS[number % len(AMBITIONS)])
            self._bring_to_state(agreement, today)

    @api.model
    def _prepare_agreement_values(self, number, distributor, start, rival_count):
        code = distributor.dms_code
        if code == ENDING:
            start -= relativedelta(months=3)
        elif code == EXPIRED:
            start -= relativedelta(months=6)
        coverage = "intensive" if distributor.dms_tier_id.code == "SUB" else "exclusive"
        if rival_count > 1:
            coverage = "selective"
        terms = self.env.ref(
            "account.account_payment_term_15days" if number % 3 else
            "account.account_payment_term_30days"
        )
        return {
            "distributor_id": distributor.id,
            "date_start": start,
            "date_end": start + relativedelta(years=1, days=-1),
            "coverage": coverage,
            "margin_percent": 3 if distributor.dms_tier_id.code == "SS" else 5 + number % 3 * 0.5,
            "payment_term_id": terms.id,
            "pricelist_id": self.env.ref("dms_distributor.demo_pricelist_distributors").id,
            "credit_limit": 4000 + number % 5 * 1000,
            "credit_grace_days": 5,
            "minimum_order_amount": 150,
            "approval_amount": 5000,
            "price_honour_days": 7,
            "back_order_policy": ("ship", "ship", "wait", "cancel")[number % 4],
            "is_return_allowed": True,
            "return_window_days": 30,
            "return_cap_percent": 2,
            "is_expiry_credited": number % 4 != 3,
            "expiry_notice_days": 60,
            "expiry_credit_percent": 80,
            "terms": "<p>The Distributor keeps stock for at least ten days of sales, reports its "
            "sales to outlets each week and its stock each month, and stores food apart from "
            "soaps and detergents.</p><p>Either party may end this agreement with a notice of "
            "sixty days in writing.</p>",
        }

    @api.model
    def _add_targets(self, agreement, ambition):
        """Targets by the season of last year's sales, and new outlets for each quarter."""
        today = fields.Date.context_today(self)
        [(total,)] = self.env["dms.secondary.product.month"]._read_group(
            [("distributor_id", "=", agreement.distributor_id.id),
             ("month", ">=", date_utils.start_of(today, "month") - relativedelta(years=1))],
            [], ["net_amount:sum"],
        )
        if not total:
            return
        spread = self.env["dms.agreement.target.spread"].create({
            "agreement_id": agreement.id,
            "amount": total * ambition,
            "method": "even" if ambition < 0.95 else "season",
        })
        for line in spread.line_ids:
            line.amount = round(line.amount * (1.06 if line.month.month % 3 else 0.95), -1)
        spread.action_apply()
        quarters = [
            spread.month_from + relativedelta(months=3 * quarter) for quarter in range(4)
        ]
        agreement.target_ids = [
            Command.create({
                "measure": "new_outlets",
                "date_from": quarter,
                "date_to": quarter + relativedelta(months=3, days=-1),
                "amount": 2,
            })
            for quarter in quarters
        ]

    @api.model
    def _bring_to_state(self, agreement, today):
        code = agreement.distributor_id.dms_code
        if code == DRAFT:
            return
        agreement.action_submit()
        if code == SUBMITTED:
            return
        agreement.action_approve()
        if code == AMENDED:
            version = agreement.browse(agreement.action_amend()["res_id"])
            version.write({
                "date_start": date_utils.start_of(today, "month"),
                "margin_percent": agreement.margin_percent + 0.5,
                "credit_limit": agreement.credit_limit + 2000,
            })
            version.action_submit()
            version.action_approve()
        elif code == UNSIGNED:
            renewal = agreement.browse(agreement.action_renew()["res_id"])
            renewal.write({"is_signature_required": True, "margin_percent": 6})
            renewal.action_submit()
            renewal.action_approve()
        elif code == TERMINATED:
            agreement._terminate(
                today - relativedelta(months=4), self.env._("Payments overdue for three months")
            )
