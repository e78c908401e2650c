from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

MEASURES = [
    ("primary_value", "Purchases"),
    ("secondary_value", "Sales to Outlets"),
    ("secondary_quantity", "Quantity Sold to Outlets"),
    ("new_outlets", "New Outlets"),
]


class DmsAgreementTarget(models.Model):
    """What a distributor has undertaken to reach in a period of whole months."""

    _name = "dms.agreement.target"
    _description = "Target of a Distributor"
    _order = "date_from, measure, id"

    agreement_id = fields.Many2one(
        "dms.agreement", required=True, ondelete="cascade", index=True
    )
    distributor_id = fields.Many2one(
        related="agreement_id.distributor_id", store=True, index=True
    )
    company_id = fields.Many2one(related="agreement_id.company_id", store=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        related="agreement_id.state", string="Agreement State", store=True
    )
    date_from = fields.Date("From", required=True)
    date_to = fields.Date("To", required=True)
    measure = fields.Selection(MEASURES, required=True, default="secondary_value")
    category_id = fields.Many2one(
        "product.category", ondelete="restrict",
        help="With all categories below. Empty: all products.",
    )
    amount = fields.Float("Target", digits=(16, 2), required=True)
    achieved_amount = fields.Float(
        "Achieved", digits=(16, 2), compute="_compute_progress", compute_sudo=True
    )
    achieved_percent = fields.Float("Achieved (%)", compute="_compute_progress", compute_sudo=True)
    progress_status = fields.Selection(
        [
            ("upcoming", "To Come"),
            ("behind", "Behind"),
            ("on_track", "On Track"),
            ("reached", "Reached"),
            ("missed", "Missed"),
        ],
        string="Progress", compute="_compute_progress", compute_sudo=True,
        help="On track: at least the share of the target that is due by today has been achieved.",
    )

    # The sums that targets are measured by are sums of months.
    _whole_months = models.Constraint(
        "CHECK (EXTRACT(DAY FROM date_from) = 1 AND EXTRACT(DAY FROM date_to + 1) = 1"
        " AND date_to > date_from)",
        "A target is for whole months: let it begin on the first day of a month and end on the "
        "last day of the same or a later one.",
    )
    _amount_positive = models.Constraint("CHECK (amount > 0)", "A target is above zero.")
    _category_of_goods = models.Constraint(
        "CHECK (category_id IS NULL OR measure <> 'new_outlets')",
        "Outlets are new to the distributor, not to a category: leave the category empty.",
    )
    _target_unique = models.UniqueIndex(
        "(agreement_id, measure, COALESCE(category_id, 0), date_from, date_to)",
        "An agreement has one target of a measure and category for a period.",
    )

    @api.depends("amount", "category_id", "date_from", "date_to", "measure")
    def _compute_progress(self):
        rows = self.env["dms.agreement.target.progress"].search_fetch(
            [("id", "in", self._origin.ids)], ["achieved_amount", "achieved_percent", "status"]
        )
        progress = {row.id: row for row in rows}
        for target in self:
            row = progress.get(target._origin.id)
            target.achieved_amount = row.achieved_amount if row else 0
            target.achieved_percent = row.achieved_percent if row else 0
            target.progress_status = row.status if row else False

    @api.constrains("date_from", "date_to", "agreement_id")
    def _check_period(self):
        for target in self:
            agreement = target.agreement_id
            end = agreement.date_end
            if target.date_to < agreement.date_start or (end and target.date_from > end):
                raise ValidationError(self.env._(
                    "The target from %(first)s to %(last)s lies outside of agreement "
                    "%(agreement)s: correct its period, or remove it.",
                    first=format_date(self.env, target.date_from),
                    last=format_date(self.env, target.date_to),
                    agreement=agreement.display_name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        targets.agreement_id._check_draft()
        return targets

    def write(self, vals):
        self.agreement_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_of_draft_only(self):
        self.agreement_id._check_draft()
