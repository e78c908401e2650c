from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..stockkeeping import propose_transfers
from .dms_stock_draw_mixin import UNIT


class DmsStockTransfer(models.Model):
    """One distributor should pass on to another what it has too much of."""

    _name = "dms.stock.transfer"
    _description = "Transfer Between Distributors"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "is_same_upstream desc, distance, id desc"

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    distributor_id = fields.Many2one(
        "res.partner", "From", required=True, index=True, ondelete="cascade",
        domain=[("dms_role", "=", "distributor")],
    )
    target_id = fields.Many2one(
        "res.partner", "To", required=True, index=True, ondelete="cascade",
        domain=[("dms_role", "=", "distributor")],
    )
    product_id = fields.Many2one(
        "product.product", required=True, ondelete="cascade", index=True,
        domain=[("is_storable", "=", True)],
    )
    product_category_id = fields.Many2one(related="product_id.categ_id")
    product_uom_id = fields.Many2one(related="product_id.uom_id")
    quantity = fields.Float(digits="Product Unit", required=True, tracking=True)
    value = fields.Monetary(compute="_compute_value", store=True, help="At cost.")
    distance = fields.Float(
        "Distance (km)", digits=(16, 0), readonly=True, aggregator="avg",
        help="As the crow flies; 0: a place is not known.",
    )
    is_same_upstream = fields.Boolean("Same Supplier", readonly=True)
    state = fields.Selection(
        [
            ("proposed", "Proposed"), ("agreed", "Agreed"), ("done", "Done"),
            ("dismissed", "Dismissed"),
        ],
        required=True, default="proposed", readonly=True, tracking=True, index=True, copy=False,
    )
    date = fields.Date("Done on", readonly=True, copy=False)
    move_id = fields.Many2one("stock.move", readonly=True, copy=False, index="btree_not_null")

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "A transfer moves more than nothing."
    )
    _two_distributors = models.Constraint(
        "CHECK (distributor_id <> target_id)", "A transfer goes from one distributor to another."
    )

    @api.depends("quantity", "product_id", "company_id")
    def _compute_value(self):
        for transfer in self:
            product = transfer.product_id.with_company(transfer.company_id).sudo()
            transfer.value = transfer.quantity * product.standard_price

    @api.depends("distributor_id", "target_id", "product_id")
    def _compute_display_name(self):
        for transfer in self:
            transfer.display_name = self.env._(
                "%(product)s from %(giver)s to %(taker)s",
                product=transfer.product_id.display_name,
                giver=transfer.sudo().distributor_id.name, taker=transfer.sudo().target_id.name,
            )

    def write(self, vals):
        if {"distributor_id", "target_id", "product_id", "quantity", "company_id"} & vals.keys():
            self._check_state("proposed", "agreed")
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_done(self):
        self._check_state("proposed", "agreed", "dismissed")

    def action_agree(self):
        """Both distributors have agreed."""
        self._check_state("proposed")
        self.state = "agreed"

    def action_dismiss(self):
        """It will not be done; it is proposed again only when the stocks still ask for it."""
        self._check_state("proposed", "agreed")
        self.state = "dismissed"

    def action_done(self):
        """The goods have been passed on: move them, first expired first."""
        self._check_state("proposed", "agreed")
        for transfer in self:
            transfer.sudo()._move_goods()

    @api.model
    def action_propose(self):
        """Compute the proposals of the company anew."""
        self.check_access("create")
        self.sudo()._propose(self.env.company)
        return self.env["ir.actions.act_window"]._for_xml_id(
            "dms_distributor.action_stock_transfer"
        )

    @api.model
    def _cron_propose(self):
        """Compute the proposals of all companies in which distributors have stock."""
        for company in self.env["dms.stock.ledger"].search([("active", "=", True)]).company_id:
            self._propose(company)

    @api.model
    def _propose(self, company):
        """Replace what is proposed for a company by what its stocks now ask for.

        :return: the new transfers
        """
        own = Domain("company_id", "=", company.id)
        self.search(own & Domain("state", "=", "proposed")).unlink()
        positions = self.env["dms.stock.position"].search_fetch(
            own & Domain("status", "!=", "fine"),
            ["distributor_id", "product_id", "quantity", "minimum", "maximum"],
        )
        partners = positions.distributor_id
        partners.fetch(["dms_upstream_id", "partner_latitude", "partner_longitude"])
        found = propose_transfers(
            [row._get_value() for row in positions if row.maximum > 0 or row.quantity > 0],
            UNIT, company.dms_transfer_reach or float("inf"),
        )
        products = positions.product_id.with_company(company)
        costs = {product.id: product.standard_price for product in products}
        pending = self._get_pending(own)
        return self.with_context(tracking_disable=True).create(
            [
                {
                    "company_id": company.id,
                    "distributor_id": item.source,
                    "target_id": item.target,
                    "product_id": item.product,
                    "quantity": item.quantity / UNIT,
                    "distance": item.distance or 0,
                    "is_same_upstream": partners.browse(item.source).dms_upstream_id
                    == partners.browse(item.target).dms_upstream_id,
                }
                for item in found
                if not pending[item.target, item.product]
                and item.quantity / UNIT * costs[item.product] >= company.dms_transfer_value
            ]
        )

    @api.model
    def _get_pending(self, own) -> dict:
        """What has been agreed and is on its way, by target and product."""
        rows = self._read_group(
            own & Domain("state", "=", "agreed"), ["target_id", "product_id"], ["quantity:sum"]
        )
        pending = defaultdict(float)
        pending.update({(target.id, product.id): total for target, product, total in rows})
        return pending

    def _move_goods(self):
        """Take the goods from the one stock and put them into the other.

        :raise UserError: when the one does not have them
        """
        ledgers = self.env["dms.stock.ledger"]._open(
            self.company_id, self.distributor_id | self.target_id
        )
        ledgers._lock()
        source = ledgers.filtered(lambda ledger: ledger.distributor_id == self.distributor_id)
        target = ledgers - source
        today = fields.Date.context_today(self)
        stock = source._read_stock(self.product_id.ids, today)
        parts, wanted = [], round(self.quantity * UNIT)
        for layer, held in stock.items():
            taken = min(wanted, max(held, 0))
            if taken:
                parts.append((layer, taken))
                wanted -= taken
        if wanted:
            raise UserError(self.env._(
                "%(distributor)s has no %(quantity)s of %(product)s left: it holds %(held)s.",
                distributor=self.distributor_id.name, quantity=self.quantity,
                product=self.product_id.display_name, held=sum(stock.values()) / UNIT,
            ))
        values = source._prepare_move_values(
            self.product_id, fields.Datetime.now(), parts, source.location_id, target.location_id,
            origin=self.env._("Transfer %s", self.id),
        )
        moves = self.env["stock.move"].create(values)
        moves._action_done()
        self.write({"state": "done", "date": today, "move_id": moves.id})

    def _check_state(self, *allowed):
        for transfer in self:
            if transfer.state not in allowed:
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(self.env._(
                    "%(transfer)s is %(state)s: it cannot be changed any more.",
                    transfer=transfer.display_name, state=states[transfer.state].lower(),
                ))
