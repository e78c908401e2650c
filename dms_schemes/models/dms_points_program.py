from decimal import Decimal

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, formatLang

from ..arithmetic.points import liability
from ..tools.exact import exact


class DmsPointsProgram(models.Model):
    """A currency of points: what one is worth, how long it lasts, what it buys."""

    _name = "dms.points.program"
    _description = "Points Program"
    _inherit = ["mail.thread"]
    _order = "name"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    unit_value = fields.Float(
        "Value of a Point", required=True, digits=(16, 6), default=1, tracking=True,
        help="In the program's currency; it decides what a redemption pays and what is owed.",
    )
    breakage = fields.Float(
        tracking=True, digits=(5, 2),
        help="Per cent of points that are expected never to be redeemed: nothing is owed for them.",
    )
    expiry_months = fields.Integer(
        "Lapse after", tracking=True, help="Months, counted from the day they are earned. 0: never."
    )
    minimum_points = fields.Float("Redeem at Least", digits=(16, 2))
    gift_ids = fields.One2many("dms.points.gift", "program_id", string="Gifts", copy=True)
    scheme_ids = fields.One2many("dms.scheme", "points_program_id", string="Schemes")
    wallet_count = fields.Integer("Wallets", compute="_compute_wallets")
    open_points = fields.Float(compute="_compute_wallets", digits=(16, 2))
    liability = fields.Monetary(compute="_compute_wallets")

    _value_positive = models.Constraint(
        "CHECK (unit_value > 0)", "A point is worth more than nothing: enter its value."
    )
    _breakage_percent = models.Constraint(
        "CHECK (breakage BETWEEN 0 AND 100)", "The breakage is a percentage from 0 to 100."
    )
    _expiry_positive = models.Constraint(
        "CHECK (expiry_months >= 0)", "Points cannot lapse before they are earned."
    )
    _minimum_positive = models.Constraint(
        "CHECK (minimum_points >= 0)", "The least that is redeemed cannot be negative."
    )

    @api.depends("unit_value", "breakage")
    def _compute_wallets(self):
        today = fields.Date.context_today(self)
        for program in self:
            balances = program._get_balances(today)
            program.wallet_count = len(balances)
            program.open_points = float(sum(filter(lambda points: points > 0, balances.values())))
            program.liability = float(sum(map(program._get_liability, balances.values())))

    def write(self, vals):
        if {"company_id", "currency_id"} & vals.keys() and any(self.mapped("wallet_count")):
            raise UserError(self.env._(
                "Points of %s have been earned: its company and currency stand.",
                ", ".join(self.mapped("name")),
            ))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unused_only(self):
        for program in self:
            if program.wallet_count:
                raise UserError(self.env._(
                    "Points of %s have been earned: archive it instead.", program.name
                ))

    def action_open_wallets(self):
        """Open the wallets of this program."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_schemes.action_points_wallet"),
            "domain": [("program_id", "=", self.id)], "context": {},
        }

    def _get_expiry(self, date):
        """The last day of points that are earned on a day; False: they do not lapse."""
        self.ensure_one()
        return date + relativedelta(months=self.expiry_months) if self.expiry_months else False

    def _word_points(self, points) -> str:
        """A number of points in the user's language, without trailing zeroes."""
        digits = len(f"{points:.2f}".rstrip("0").partition(".")[2])
        return formatLang(self.env, float(points), digits=digits)

    def _get_value(self, points) -> float:
        """What points are worth when they are redeemed, in the program's currency."""
        self.ensure_one()
        return self.currency_id.round(points * self.unit_value)

    def _get_liability(self, points) -> Decimal:
        """What open points are owed with, in the program's currency."""
        self.ensure_one()
        return liability(
            exact(points), exact(self.unit_value), exact(self.breakage) / 100,
            exact(self.currency_id.rounding),
        )

    def _get_balances(self, date) -> dict:
        """The points of each partner at the end of a day.

        :return: a Decimal by id of the partner
        """
        self.ensure_one()
        self.env["dms.points.entry"].flush_model()
        return {
            partner: exact(points) for partner, points in self.env.execute_query(SQL(
                """SELECT partner_id, SUM(points) FROM dms_points_entry
                    WHERE program_id = %s AND date <= %s GROUP BY partner_id""",
                self._origin.id, date,
            ))
        }
