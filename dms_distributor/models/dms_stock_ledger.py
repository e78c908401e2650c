from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.notification import notify


class DmsStockLedger(models.Model):
    """The stock of a distributor in a company: where it lies, since when it is kept.

    Its row is what two jobs that post sales of the same distributor queue for.
    """

    _name = "dms.stock.ledger"
    _description = "Distributor Stock"
    _inherit = ["dms.stock.posting.mixin"]
    _rec_name = "distributor_id"
    _order = "company_id, distributor_id"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    distributor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade", index=True,
        domain=[("dms_role", "=", "distributor")],
    )
    active = fields.Boolean(default=True, readonly=True, help="As the distributor is.")
    territory_id = fields.Many2one(related="distributor_id.dms_territory_id")
    location_id = fields.Many2one(
        "stock.location", required=True, readonly=True, ondelete="restrict", index=True,
        help="Where deliveries to the distributor arrive and its stock lies.",
    )
    sold_location_id = fields.Many2one(
        "stock.location", "Sold To", required=True, readonly=True, ondelete="restrict", index=True,
        help="Where what the distributor sells goes.",
    )
    start_date = fields.Date(
        "Kept From", required=True, readonly=True, default=fields.Date.context_today,
        help="Sales from this day on are taken off the stock; earlier ones lie before its opening.",
    )
    last_count_date = fields.Date("Last Count", readonly=True)
    last_posting_date = fields.Datetime("Sales Posted on", readonly=True)
    posting_count = fields.Integer("Postings", readonly=True)
    message = fields.Text(readonly=True, help="Why sales could not be posted, and what to do.")
    pending_count = fields.Integer(
        "Waiting", compute="_compute_pending_count",
        help="Sums of sales by product and day that have not been taken off the stock yet.",
    )
    is_used = fields.Boolean(compute="_compute_is_used", help="Goods have moved into or out of it.")
    product_count = fields.Integer("Products", compute="_compute_stock")
    short_count = fields.Integer(
        "Below Zero", compute="_compute_stock",
        help="Products of which more was sold than was there: the opening stock is missing or "
        "goods came from elsewhere.",
    )
    stock_value = fields.Monetary(compute="_compute_stock", help="At cost.")

    _distributor_unique = models.UniqueIndex(
        "(company_id, distributor_id)", "A distributor has one stock in a company."
    )

    def _compute_pending_count(self):
        rows = self.env["dms.stock.pending"].sudo()._read_group(
            [("distributor_id", "in", self.distributor_id.ids)],
            ["company_id", "distributor_id"], ["__count"],
        )
        counts = {(company, distributor): count for company, distributor, count in rows}
        for ledger in self:
            ledger.pending_count = counts.get((ledger.company_id, ledger.distributor_id), 0)

    def _compute_is_used(self):
        lines = self.env["stock.move.line"].sudo()
        for ledger in self.sudo():
            places = ledger.location_id.ids
            ledger.is_used = bool(
                lines.search_count([("location_dest_id", "in", places)], limit=1)
                or lines.search_count([("location_id", "in", places)], limit=1)
            )

    def _compute_stock(self):
        rows = self.env["stock.quant"].sudo()._read_group(
            [("location_id", "in", self.sudo().location_id.ids)],
            ["location_id", "product_id"], ["quantity:sum"],
        )
        products = self.env["product.product"].browse({row[1].id for row in rows}).sudo()
        products.fetch(["uom_id", "standard_price"])
        stock = {}
        for location, product, quantity in rows:
            stock.setdefault(location, []).append((product, quantity))
        for ledger in self:
            held = [
                (product.with_company(ledger.company_id).sudo(), quantity)
                for product, quantity in stock.get(ledger.sudo().location_id, [])
            ]
            signs = [product.uom_id.compare(quantity, 0) for product, quantity in held]
            ledger.product_count = signs.count(1)
            ledger.short_count = signs.count(-1)
            ledger.stock_value = sum(
                quantity * product.standard_price for product, quantity in held
            )

    def action_post_sales(self):
        """Take the sales that wait off the stock, in the background."""
        self._enqueue_posting()

    def action_check(self):
        """Compare what was taken off with the sales; what differs is posted in the background."""
        self.check_access("write")
        count = sum(ledger.sudo()._resynchronise() for ledger in self)
        self._enqueue_posting()
        message = (
            self.env._("%s sums of sales differed and will be posted anew.", count)
            if count else self.env._("The stock has followed all sales.")
        )
        return notify(message, "warning" if count else "success")

    def action_open(self):
        """Open what the context names: the stock on hand, movements, months or counts."""
        self.ensure_one()
        action = self.env.context["dms_subject"]
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(f"dms_distributor.{action}"),
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("distributor_id", "=", self.distributor_id.id),
            ],
            "context": {"default_distributor_id": self.distributor_id.id},
        }

    @api.model
    def _open(self, company, distributors):
        """The stocks of distributors in a company, made where there is none yet.

        :param company: ``res.company``
        :param distributors: partners of the role distributor
        :return: their stocks, past the rules
        """
        ledgers = self.sudo().with_context(active_test=False)
        found = ledgers.search(
            [("company_id", "=", company.id), ("distributor_id", "in", distributors.ids)]
        )
        missing = (distributors - found.distributor_id).sudo()
        if not missing:
            return found
        parents = [
            self.env.ref(f"dms_distributor.stock_location_{name}")
            for name in ("distributors", "sold_by_distributors")
        ]
        locations, sold = (
            self.env["stock.location"].sudo().create(
                [
                    self._prepare_location_values(company, partner, parent) for partner in missing
                ]
            )
            for parent in parents
        )
        partners = missing.with_company(company)
        for partner, location in zip(partners, locations, strict=True):
            partner.property_stock_customer = location
        return found | ledgers.create(
            [
                {
                    "company_id": company.id,
                    "distributor_id": partner.id,
                    "location_id": location.id,
                    "sold_location_id": goal.id,
                    "active": partner.active,
                }
                for partner, location, goal in zip(missing, locations, sold, strict=True)
            ]
        )

    @api.model
    def _open_all(self):
        """Give every distributor a stock where it trades; those that have one keep it."""
        distributors = self.env["res.partner"].sudo().with_context(active_test=False).search(
            [("dms_role", "=", "distributor")]
        )
        for company, partners in distributors.grouped("company_id").items():
            self._open(company or self.env.company, partners)

    @api.model
    def _prepare_location_values(self, company, distributor, parent) -> dict:
        """Values of a location of a distributor: its stock, or what it has sold.

        :param parent: the location under which it stands
        """
        return {
            "name": distributor.name or distributor.display_name,
            "usage": "customer",
            "company_id": company.id,
            "location_id": parent.id,
            "active": distributor.active,
        }

    def _follow_partners(self, vals):
        """Let locations be named and archived as their distributors are.

        :param vals: what was written to the partners
        """
        locations = self.sudo().location_id | self.sudo().sold_location_id
        if "active" in vals:
            self.sudo().active = vals["active"]
            locations.with_context(do_not_check_quant=True).active = vals["active"]
        if vals.get("name"):
            locations.name = vals["name"]

    def _begin_at(self, date):
        """Keep the stock from ``date`` on: sales from then on are taken off, earlier ones not.

        :raise UserError: when sales have been posted on a day that would no longer count
        """
        self.ensure_one()
        self._lock()
        posted = self.env["dms.stock.consumption"].sudo().search(
            Domain("ledger_id", "=", self.id) & Domain("date", "<", date), order="date", limit=1
        )
        if posted:
            raise UserError(self.env._(
                "The stock of %(distributor)s has followed sales since %(first)s: an opening "
                "stock can be no later. Enter a cycle count instead.",
                distributor=self.distributor_id.display_name, first=posted.date,
            ))
        self.start_date = date
        self._resynchronise()
