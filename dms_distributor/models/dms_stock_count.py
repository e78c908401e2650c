from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import date_utils

from ..tools import stock_count_sql

# What goods cost the company is not for distributors to see.
STAFF = "base.group_user"


class DmsStockCount(models.Model):
    """What a distributor says it has on a day: its opening stock, or a cycle count."""

    _name = "dms.stock.count"
    _description = "Distributor Stock Count"
    _inherit = ["dms.approval.mixin", "dms.numbered.mixin", "dms.stock.count.file.mixin"]
    _order = "date desc, id desc"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    distributor_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict", tracking=True,
        domain=[("dms_role", "=", "distributor")],
    )
    ledger_id = fields.Many2one(
        "dms.stock.ledger", compute="_compute_ledger_id", store=True, index="btree_not_null",
        ondelete="restrict",
    )
    kind = fields.Selection(
        [("opening", "Opening Stock"), ("cycle", "Cycle Count")], required=True, default="cycle",
        tracking=True,
        help="Opening stock: the stock is kept from the day after; sales up to this day are not "
        "taken off. Cycle count: what differs from the book is a variance to be explained.",
    )
    date = fields.Date(
        required=True, default=fields.Date.context_today, tracking=True,
        help="The stock was so at the end of this day.",
    )
    is_complete = fields.Boolean(
        "Everything Was Counted",
        help="Products that are in the book and not in this count are gone: they count as zero.",
    )
    source = fields.Selection(
        [("office", "Back Office"), ("portal", "Portal"), ("upload", "Upload"), ("api", "API")],
        required=True, default="office", readonly=True,
    )
    user_id = fields.Many2one(
        "res.users", "Responsible", default=lambda self: self.env.user, index="btree_not_null",
        tracking=True,
    )
    note = fields.Text()
    state = fields.Selection(selection_add=[("approved", "Posted")])
    line_ids = fields.One2many("dms.stock.count.line", "count_id", copy=True)
    line_count = fields.Integer("Lines", compute="_compute_values", store=True)
    expected_value = fields.Monetary(
        "Book Value", compute="_compute_values", store=True, groups=STAFF, help="At cost."
    )
    counted_value = fields.Monetary(
        compute="_compute_values", store=True, groups=STAFF, help="At cost."
    )
    variance_value = fields.Monetary(
        compute="_compute_values", store=True, groups=STAFF, help="At cost."
    )
    variance_list_value = fields.Monetary(
        "Variance at Sales Price", compute="_compute_values", store=True, groups=STAFF
    )
    variance_size = fields.Monetary(
        "Size of the Variances", compute="_compute_values", store=True, groups=STAFF,
        help="Surplus and missing goods together, at cost: it decides whether approval is needed.",
    )
    is_small = fields.Boolean(
        compute="_compute_is_small", help="Small enough to be posted without approval."
    )

    _count_date_idx = models.Index("(ledger_id, date) WHERE state = 'approved'")

    @api.depends("distributor_id", "company_id")
    def _compute_ledger_id(self):
        for company, counts in self.grouped("company_id").items():
            ledgers = self.env["dms.stock.ledger"]._open(company, counts.distributor_id)
            stock = {ledger.distributor_id: ledger.id for ledger in ledgers}
            for count in counts:
                count.ledger_id = stock.get(count.distributor_id, False)

    @api.depends(
        "line_ids.expected_quantity", "line_ids.variance_quantity", "line_ids.counted_quantity",
        "line_ids.unit_cost", "line_ids.list_price",
    )
    def _compute_values(self):
        for count in self:
            lines = count.line_ids
            count.line_count = len(lines)
            count.expected_value = sum(line.expected_quantity * line.unit_cost for line in lines)
            count.counted_value = sum(line.counted_quantity * line.unit_cost for line in lines)
            count.variance_value = sum(lines.mapped("variance_value"))
            count.variance_list_value = sum(
                line.variance_quantity * line.list_price for line in lines
            )
            count.variance_size = sum(abs(line.variance_value) for line in lines)

    @api.depends("kind", "variance_size", "company_id.dms_count_limit")
    def _compute_is_small(self):
        for count in self.sudo():
            count.is_small = (
                count.kind == "cycle" and count.variance_size <= count.company_id.dms_count_limit
            )

    @api.constrains("distributor_id", "company_id", "date")
    def _check_distributor(self):
        for count in self:
            partner = count.distributor_id.sudo()
            if partner.dms_role != "distributor":
                raise UserError(self.env._(
                    "%s is no distributor: stock is counted at distributors.", partner.display_name
                ))
            if partner.company_id and partner.company_id != count.company_id:
                raise UserError(self.env._(
                    "%(distributor)s belongs to %(company)s: count its stock there.",
                    distributor=partner.display_name, company=partner.company_id.name,
                ))
            if count.date > fields.Date.context_today(self):
                raise UserError(self.env._(
                    "%(count)s is dated %(date)s: a stock cannot be counted in advance.",
                    count=count.name, date=count.date,
                ))

    def action_submit(self):
        """Hand counts in; those that differ little from the book are posted at once."""
        result = super().action_submit()
        for count in self:
            if count.is_small and count.state == "submitted" and not count.review_ids:
                count.sudo()._decide("approved")
        return result

    def action_fill(self):
        """Add a line for each product and lot that the book has and the count does not."""
        self._check_draft()
        for count in self:
            have = {(line.product_id.id, line.lot_id.id) for line in count.line_ids}
            self.env["dms.stock.count.line"].create(
                [
                    {"count_id": count.id, "product_id": product, "lot_id": lot}
                    for product, lot in count._read_book()
                    if (product, lot or False) not in have and product
                ]
            )
        self.action_compare()

    def action_compare(self):
        """Hold the lines against the book as it is now."""
        self._check_draft()
        self._compare()

    def action_open_movements(self):
        """Open the movements that brought the book into line with the count."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_distributor.action_stock_movement"
            ),
            "domain": [("count_id", "=", self.id)],
        }

    @api.model
    def _get_locked_fields(self):
        return super()._get_locked_fields() | {
            "company_id", "distributor_id", "kind", "date", "is_complete",
        }

    def _get_obstacles(self):
        obstacles = super()._get_obstacles()
        if not self.line_ids:
            obstacles.append(self.env._("It has no line: enter what was counted."))
        obstacles += [
            self.env._("%s is counted twice: add up its lines.", line.display_name)
            for line in self.line_ids._get_repeated()
        ]
        later = self.sudo().search(
            Domain("ledger_id", "=", self.ledger_id.id) & Domain("state", "=", "approved")
            & Domain("date", ">=", self.date), limit=1, order="date desc",
        )
        if later:
            obstacles.append(self.env._(
                "%(count)s of %(date)s has been posted: count again as of a later day.",
                count=later.name, date=later.date,
            ))
        return obstacles

    def _prepare_submit_values(self):
        self._compare()
        return super()._prepare_submit_values()

    def _after_approve(self):
        result = super()._after_approve()
        self.sudo()._post()
        return result

    def _post(self):
        """Bring the book into line with the count, and compute the months since anew."""
        self.ensure_one()
        self = self.with_context(dms_count_posting=True)
        ledger = self.ledger_id.with_company(self.company_id)
        ledger._lock()
        if self.kind == "opening":
            ledger._begin_at(date_utils.add(self.date, days=1))
        self.line_ids._create_lots()
        if self.is_complete:
            self._add_missing_lines()
        self._compare()
        moves = self.line_ids._create_moves(ledger)
        moves._action_done()
        ledger._date_back(moves)
        ledger.last_count_date = self.date
        ledger._refresh_months(self.date)
        ledger._enqueue_posting()

    def _compare(self):
        """Write into the lines what the book says as of the end of the day of the count."""
        for count in self:
            book = count._read_book()
            count.line_ids._write_expected(book)

    def _read_book(self) -> dict:
        """What the book says as of the end of the day of the count.

        :return: quantities by pair of product and lot (False: of no lot)
        """
        self.ensure_one()
        self.env.flush_all()
        _since, until = self.env["dms.stock.month"]._get_bounds(
            self.company_id, self.date, self.date
        )
        self.env.cr.execute(
            stock_count_sql.READ_BOOK,
            {"location": self.ledger_id.sudo().location_id.id, "until": until},
        )
        return {
            (product, lot or False): float(quantity)
            for product, lot, quantity in self.env.cr.fetchall()
        }

    def _add_missing_lines(self):
        """Count as zero what the book has and nobody has counted."""
        have = {line.product_id.id for line in self.line_ids if not line.lot_id}
        lots = {line.lot_id.id for line in self.line_ids}
        self.env["dms.stock.count.line"].create(
            [
                {"count_id": self.id, "product_id": product, "lot_id": lot}
                for product, lot in self._read_book()
                if product not in have and (lot not in lots or not lot)
            ]
        )
