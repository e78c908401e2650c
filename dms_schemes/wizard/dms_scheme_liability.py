from odoo import Command, api, fields, models
from odoo.tools import SQL, format_date

from ..tools.exact import exact


class DmsSchemeLiability(models.TransientModel):
    """At the end of a day: what is owed under schemes, beside what the books say of it."""

    _name = "dms.scheme.liability"
    _description = "Liability of Schemes"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company,
        domain=lambda self: [("id", "in", self.env.companies.ids)],
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date("At the End of", required=True, default=fields.Date.context_today)
    line_ids = fields.One2many(
        "dms.scheme.liability.line", "liability_id", compute="_compute_line_ids", store=True,
    )
    owed = fields.Monetary("Open Liability", compute="_compute_totals")
    provision = fields.Monetary(compute="_compute_totals", help="In the company's currency.")
    difference = fields.Monetary(
        "Not Booked", compute="_compute_totals", help="What the next accrual will book."
    )
    account_balance = fields.Monetary(
        "Balance of the Account", compute="_compute_account_balance", compute_sudo=True
    )
    unattributed = fields.Monetary(
        "Of No Scheme", compute="_compute_account_balance", compute_sudo=True,
        help="Booked on the provision's account by hand, without a scheme.",
    )

    @api.depends_context("lang")
    @api.depends("date")
    def _compute_display_name(self):
        for report in self:
            report.display_name = self.env._(
                "Liability of Schemes, %s", format_date(self.env, report.date)
            )

    @api.depends("company_id", "date")
    def _compute_line_ids(self):
        for report in self:
            report.line_ids = [Command.clear(), *(
                Command.create(values) for values in report._prepare_lines()
            )]

    @api.depends("line_ids")
    def _compute_totals(self):
        for report in self:
            for name in ("owed", "provision", "difference"):
                report[name] = sum(report.line_ids.mapped(f"company_{name}"))

    @api.depends("company_id", "date", "line_ids")
    def _compute_account_balance(self):
        for report in self:
            account = report.company_id.dms_scheme_provision_account_id
            self.env["account.move.line"].flush_model()
            [(balance, loose)] = self.env.execute_query(SQL(
                """SELECT COALESCE(SUM(-balance), 0),
                          COALESCE(SUM(-balance) FILTER (WHERE dms_provision IS NULL), 0)
                     FROM account_move_line
                    WHERE account_id = %s AND company_id = %s AND date <= %s
                      AND parent_state = 'posted'""",
                account.id or 0, report.company_id.id, report.date,
            ))
            report.account_balance, report.unattributed = float(balance), float(loose)

    def action_open_lines(self):
        """Open the lines as a list, to be filtered, grouped and exported."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_schemes.action_scheme_liability_line"
            ),
            "domain": [("liability_id", "=", self.id)],
        }

    def action_print(self):
        """The report as a PDF."""
        return self.env.ref("dms_schemes.report_scheme_liability").report_action(self)

    def action_accrue(self):
        """Open an accrual that books the differences."""
        self.ensure_one()
        accrual = self.env["dms.scheme.accrual"].create(
            {"company_id": self.company_id.id, "date": self.date}
        )
        accrual.action_compute()
        return accrual.get_formview_action()

    def _prepare_lines(self) -> list:
        """Values of one line for each scheme or program, and partner."""
        self.ensure_one()
        company, date = self.company_id, self.date
        if not company or not date:
            return []
        company.check_access("read")
        schemes = self.env["dms.scheme"].sudo().with_company(company)
        lines = []
        for (source, partner), (earned, owed, provision) in (
            schemes._get_open_balances(company, date).items()
        ):
            if not (earned or owed or provision.accrued or provision.settled):
                continue
            rate = schemes._get_company_rate(source.currency_id, date)
            company_owed = exact(company.currency_id.round(float(owed * rate)))
            lines.append({
                **schemes._prepare_source_values(source),
                "partner_id": partner.id, "currency_id": source.currency_id.id,
                "earned": float(earned), "settled": float(provision.settled),
                "owed": float(owed), "accrued": float(provision.accrued),
                "provision": float(provision.balance),
                "difference": float(owed - provision.balance),
                "company_owed": float(company_owed),
                "company_provision": float(provision.carrying),
                "company_difference": float(company_owed - provision.carrying),
            })
        return lines
