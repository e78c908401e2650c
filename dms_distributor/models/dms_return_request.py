from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command


class DmsReturnRequest(models.Model):
    """A distributor's wish to give goods back, from the wish to the credit note."""

    _name = "dms.return.request"
    _description = "Returns Request"
    _inherit = ["dms.approval.mixin", "dms.numbered.mixin", "portal.mixin"]
    _order = "id desc"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    distributor_id = fields.Many2one(
        "res.partner", required=True, index=True, ondelete="restrict", tracking=True,
        domain=[("dms_role", "=", "distributor")], check_company=True,
    )
    territory_id = fields.Many2one(
        related="distributor_id.dms_territory_id", store=True, index="btree_not_null"
    )
    state = fields.Selection(
        selection_add=[
            ("received", "Received"), ("credited", "Credited"), ("refused",), ("cancelled",),
        ],
        ondelete={"received": "set default", "credited": "set default"},
    )
    line_ids = fields.One2many("dms.return.request.line", "request_id", copy=True)
    note = fields.Text()
    is_goodwill = fields.Boolean(
        "Goodwill", tracking=True,
        help="Taken back although the agreement does not ask for it; only managers grant it.",
    )
    amount = fields.Monetary(
        "Value", compute="_compute_amount", store=True, help="At the prices ordered, untaxed."
    )
    picking_ids = fields.One2many("stock.picking", "dms_return_request_id", readonly=True)
    picking_count = fields.Integer("Receipts", compute="_compute_counts")
    credit_note_ids = fields.One2many("account.move", "dms_return_request_id", readonly=True)
    credit_note_count = fields.Integer("Credit Notes", compute="_compute_counts")

    @api.depends("line_ids.amount")
    def _compute_amount(self):
        for request in self:
            request.amount = sum(request.line_ids.mapped("amount"))

    @api.depends("picking_ids", "credit_note_ids")
    def _compute_counts(self):
        for request in self:
            request.picking_count = len(request.sudo().picking_ids)
            request.credit_note_count = len(request.sudo().credit_note_ids)

    def write(self, vals):
        if "is_goodwill" in vals and not self.env.su and not self.env.user.has_group(
            self._get_approver_group()
        ):
            raise AccessError(self.env._(
                "Only a manager of the Distribution network can take goods back beyond the "
                "agreement: ask one."
            ))
        return super().write(vals)

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for request in self:
            request.access_url = f"/my/dms/returns/{request.id}"
        return result

    def action_open_receipts(self):
        """Open the transfers by which the goods come back."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("stock.action_picking_tree_all")
        return {
            **action, "domain": [("dms_return_request_id", "=", self.id)], "context": {},
        }

    def action_open_credit_notes(self):
        """Open the credit notes of the goods."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_refund_type"
        )
        return {
            **action, "domain": [("dms_return_request_id", "=", self.id)], "context": {},
        }

    @api.model
    def _get_locked_fields(self) -> set:
        return super()._get_locked_fields() | {"company_id", "distributor_id", "line_ids"}

    @api.model
    def _get_transitions(self) -> dict:
        return {
            **super()._get_transitions(),
            "approved": {"received", "cancelled"},
            "received": {"credited"},
        }

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles()
        if not self.line_ids:
            obstacles.append(self.env._("say which goods you want to return"))
        for line in self.line_ids:
            obstacles += line._get_quantity_obstacles()
            if not self.is_goodwill:
                obstacles += line._get_term_obstacles(self._get_agreement())
        if not self.is_goodwill:
            obstacles += self._get_cap_obstacles(self._get_agreement())
        return obstacles

    def _get_agreement(self):
        """The agreement whose terms hold, past the rules; empty when there is none."""
        self.ensure_one()
        partner = self.distributor_id.with_company(self.company_id)
        return partner._get_dms_agreements().get(partner, self.env["dms.agreement"]).sudo()

    def _get_cap_obstacles(self, agreement) -> list:
        """Whether what comes back grows past the agreed share of what was bought."""
        self.ensure_one()
        if not agreement.return_cap_percent:
            return []
        [(bought,)] = self.env["sale.order"].sudo()._read_group(
            [
                ("dms_distributor_id", "=", self.distributor_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "sale"),
                ("date_order", ">=", agreement.date_start),
            ],
            [], ["amount_untaxed:sum"],
        )
        [(returned,)] = self.sudo()._read_group(
            [
                ("distributor_id", "=", self.distributor_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "in", ("submitted", "approved", "received", "credited")),
                ("submit_date", ">=", agreement.date_start),
                ("id", "not in", self.ids),
            ],
            [], ["amount:sum"],
        )
        room = bought * agreement.return_cap_percent / 100 - returned
        if self.currency_id.compare_amounts(self.amount, room) <= 0:
            return []
        return [self.env._(
            "goods worth %(amount)s are more than can still be returned, %(room)s: the agreement "
            "says %(percent)s %% of what was bought",
            amount=self.currency_id.format(self.amount),
            room=self.currency_id.format(max(room, 0.0)),
            percent=f"{agreement.return_cap_percent:g}",
        )]

    # From the approval to the credit note

    def _after_approve(self):
        result = super()._after_approve()
        for picking, lines in self.sudo().line_ids.grouped("picking_id").items():
            lines._create_return(picking)
        self.message_post(
            body=self.env._("Approved: send the goods back, we credit them when they are here."),
            partner_ids=self.distributor_id.ids,
            subtype_xmlid="mail.mt_comment",
        )
        return result

    def _after_refuse(self):
        result = super()._after_refuse()
        self.message_post(
            body=self.env._("Refused: %s", self.decision_reason),
            partner_ids=self.distributor_id.ids,
            subtype_xmlid="mail.mt_comment",
        )
        return result

    def _receive(self):
        """Go on when goods have come back: once all are here, make the credit notes."""
        for request in self.sudo():
            states = set(request.picking_ids.mapped("state"))
            if request.state != "approved" or states - {"done", "cancel"}:
                continue
            request._move("received")
            if not request._create_credit_notes():
                request.message_post(body=self.env._(
                    "None of these goods had been invoiced: there is nothing to credit."
                ))
                request._move("credited")

    def _create_credit_notes(self):
        """Make the credit notes of what has come back, as drafts, as Odoo makes them of orders.

        :return: the credit notes
        """
        self.ensure_one()
        moves = self.env["account.move"]
        returned = self.picking_ids.move_ids.filtered(
            lambda move: move.state == "done" and move.sale_line_id
        )
        for order, order_moves in returned.grouped(lambda move: move.sale_line_id.order_id).items():
            lines = order_moves.sale_line_id
            order._give_back_dms(order_moves)
            due = lines.filtered(
                lambda line: line.product_uom_id.compare(line.qty_to_invoice, 0) < 0
            )
            if due:
                moves |= order.with_context(dms_invoice_line_ids=due.ids)._create_invoices(
                    final=True
                )
        moves.dms_return_request_id = self
        for line in moves.invoice_line_ids.filtered("sale_line_ids"):
            share = self._get_credit_share(line.sale_line_ids)
            if share < 1.0:
                line.discount = 100.0 * (1.0 - (1.0 - line.discount / 100.0) * share)
        return moves

    def _get_credit_share(self, sale_lines) -> float:
        """Which part of the price is credited; goods past their date may bring less."""
        lines = self.line_ids.filtered(lambda line: line.sale_line_id in sale_lines)
        total = sum(lines.mapped("quantity"))
        if not total:
            return 1.0
        agreement = self._get_agreement()
        return sum(line.quantity * line._get_credit_share(agreement) for line in lines) / total

    def _settle(self):
        """Close requests whose credit notes are all posted."""
        for request in self.sudo():
            notes = request.credit_note_ids.filtered(lambda move: move.state != "cancel")
            if request.state == "received" and notes and set(notes.mapped("state")) == {"posted"}:
                request._move("credited")

    @api.model
    def _create_from_portal(self, distributor, note, lines):
        """Hand in a request of a distributor.

        :param distributor: ``res.partner``, past the rules
        :param lines: values of ``dms.return.request.line``
        :return: the request, submitted
        :raise UserError: when something stands against it, in words
        """
        if not lines:
            raise UserError(self.env._("Enter the quantity that you want to return."))
        request = self.create({
            "distributor_id": distributor.id,
            "note": note,
            "line_ids": [Command.create(values) for values in lines],
        })
        request.action_submit()
        return request
