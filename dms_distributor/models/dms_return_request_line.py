from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.tools import format_date

REASONS = [
    ("damaged", "Damaged"),
    ("near_expiry", "Near its date"),
    ("expired", "Past its date"),
    ("wrong", "Wrong goods"),
    ("excess", "Too much stock"),
]
EXPIRY_REASONS = ("near_expiry", "expired")
# The maker's fault: taken back whatever the agreement says of returns.
FAULT_REASONS = ("damaged", "wrong")
OPEN_STATES = ("submitted", "approved", "received", "credited")


class DmsReturnRequestLine(models.Model):
    """Goods of one delivery and lot that a distributor wants to give back."""

    _name = "dms.return.request.line"
    _description = "Goods to Return"
    _order = "request_id, id"
    _rec_name = "product_id"

    request_id = fields.Many2one(
        "dms.return.request", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="request_id.company_id", store=True, index=True)
    distributor_id = fields.Many2one(related="request_id.distributor_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    move_id = fields.Many2one(
        "stock.move", "Delivery", required=True, index=True, ondelete="restrict",
        domain="[('state', '=', 'done'), ('picking_code', '=', 'outgoing'),"
        " ('sale_line_id.order_id.dms_distributor_id', '=', distributor_id)]",
    )
    picking_id = fields.Many2one(related="move_id.picking_id", store=True)
    sale_line_id = fields.Many2one(related="move_id.sale_line_id", store=True)
    order_id = fields.Many2one(related="sale_line_id.order_id")
    product_id = fields.Many2one(related="move_id.product_id", store=True, index=True)
    tracking = fields.Selection(related="product_id.tracking")
    lot_id = fields.Many2one(
        "stock.lot", index="btree_not_null", ondelete="restrict",
        domain="[('product_id', '=', product_id)]",
    )
    expiration_date = fields.Datetime(related="lot_id.expiration_date", string="Expires")
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    product_uom_id = fields.Many2one(related="move_id.product_uom", string="Unit")
    reason = fields.Selection(REASONS, required=True)
    note = fields.Char()
    photo = fields.Image(max_width=1920, max_height=1920)
    amount = fields.Monetary("Value", compute="_compute_amount", store=True)

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "The quantity to return is more than zero."
    )

    @api.depends("quantity", "move_id")
    def _compute_amount(self):
        for line in self:
            sold = line.move_id.sudo().sale_line_id
            quantity = line.product_uom_id._compute_quantity(
                line.quantity, sold.product_uom_id, round=False
            ) if sold else 0.0
            line.amount = sold.currency_id._convert(
                sold.price_reduce_taxexcl * quantity, line.company_id.currency_id,
                line.company_id, sold.order_id.date_order or fields.Date.today(),
            ) if sold else 0.0

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.request_id._check_draft()
        return lines

    def write(self, vals):
        self.request_id._check_draft()
        result = super().write(vals)
        self.request_id._check_draft()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_draft_only(self):
        self.request_id._check_draft()

    def _get_returnable_quantity(self) -> float:
        """What of the line's delivery and lot is neither back nor asked to come back."""
        self.ensure_one()
        move = self.move_id.sudo()
        delivered = move.move_line_ids.filtered(
            lambda part: not self.lot_id or part.lot_id == self.lot_id
        )
        quantity = sum(
            part.product_uom_id._compute_quantity(part.quantity, self.product_uom_id)
            for part in delivered
        )
        asked = self.sudo().search([
            ("move_id", "=", move.id), ("lot_id", "=", self.lot_id.id),
            ("request_id.state", "in", OPEN_STATES), ("id", "not in", self.ids),
        ])
        others = move.returned_move_ids.filtered(
            lambda back: back.state != "cancel"
            and not back.picking_id.dms_return_request_id
        )
        back = sum(
            part.product_uom._compute_quantity(part.quantity, self.product_uom_id)
            for part in others
        )
        return quantity - sum(asked.mapped("quantity")) - back

    def _get_quantity_obstacles(self) -> list:
        """What stands against the quantity, in words."""
        self.ensure_one()
        name = self.product_id.display_name
        order = self.move_id.sudo().sale_line_id.order_id
        if order.dms_distributor_id != self.request_id.distributor_id:
            return [self.env._("%s was not delivered to this distributor", name)]
        if self.tracking != "none" and not self.lot_id:
            return [self.env._("name the lot of %s", name)]
        left = self._get_returnable_quantity()
        if self.product_uom_id.compare(self.quantity, left) > 0:
            return [self.env._(
                "of %(product)s only %(left)s %(unit)s of delivery %(delivery)s can still be "
                "returned, not %(quantity)s",
                product=name, left=f"{max(left, 0):g}", unit=self.product_uom_id.name,
                delivery=self.picking_id.name, quantity=f"{self.quantity:g}",
            )]
        return []

    def _get_term_obstacles(self, agreement) -> list:
        """What the agreement says against taking the goods back, in words.

        :param agreement: ``dms.agreement`` in force; empty: nothing has been agreed
        """
        self.ensure_one()
        name, obstacles = self.product_id.display_name, []
        if self.reason == "damaged" and not self.photo:
            obstacles.append(self.env._("add a photo of the damaged %s", name))
        if self.reason in EXPIRY_REASONS:
            return obstacles + self._get_expiry_obstacles(agreement)
        if not agreement:
            return obstacles
        if not agreement.is_return_allowed and self.reason not in FAULT_REASONS:
            obstacles.append(self.env._(
                "the agreement does not take back %s for this reason", name
            ))
        delivered = self.picking_id.date_done.date()
        last = delivered + relativedelta(days=agreement.return_window_days)
        if agreement.return_window_days and last < fields.Date.context_today(self):
            obstacles.append(self.env._(
                "%(product)s was delivered on %(delivered)s and could be returned until %(last)s",
                product=name, delivered=format_date(self.env, delivered),
                last=format_date(self.env, last),
            ))
        return obstacles

    def _get_expiry_obstacles(self, agreement) -> list:
        """What stands against taking goods back for their date, in words."""
        name, today = self.product_id.display_name, fields.Date.context_today(self)
        if agreement and not agreement.is_expiry_credited:
            return [self.env._("the agreement does not credit goods for their date: %s", name)]
        expires = self.lot_id.expiration_date and self.lot_id.expiration_date.date()
        if not expires:
            return [self.env._("the lot of %s has no date of expiry", name)]
        if self.reason == "expired" and expires > today:
            return [self.env._(
                "%(product)s expires on %(date)s only: choose another reason",
                product=name, date=format_date(self.env, expires),
            )]
        notice = agreement.expiry_notice_days
        if self.reason == "near_expiry" and notice and expires > today + relativedelta(days=notice):
            return [self.env._(
                "%(product)s expires on %(date)s: it is near its date from %(days)s days before",
                product=name, date=format_date(self.env, expires), days=notice,
            )]
        return []

    def _get_credit_share(self, agreement) -> float:
        """Which part of the price paid is credited."""
        self.ensure_one()
        if agreement and self.reason in EXPIRY_REASONS:
            return agreement.expiry_credit_percent / 100.0
        return 1.0

    def _create_return(self, picking):
        """Make the transfer by which these goods of a delivery come back, as Odoo makes returns.

        :return: the ``stock.picking``
        """
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_ids=picking.ids, active_model="stock.picking"
        ).create({"picking_id": picking.id})
        for move, lines in self.grouped("move_id").items():
            wizard.product_return_moves.filtered(
                lambda part, move=move: part.move_id == move
            ).quantity = sum(lines.mapped("quantity"))
        back = wizard._create_return()
        back.dms_return_request_id = self.request_id
        back.move_ids.to_refund = True
        for move in back.move_ids:
            lots = self.filtered(
                lambda line, move=move: line.lot_id and line.move_id == move.origin_returned_move_id
            )
            if lots:
                move.move_line_ids.unlink()
                move.move_line_ids = [
                    fields.Command.create(
                        {**move._prepare_move_line_vals(quantity=0), "quantity": line.quantity,
                         "lot_id": line.lot_id.id}
                    )
                    for line in lots
                ]
        return back
