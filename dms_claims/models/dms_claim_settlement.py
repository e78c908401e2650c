from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount


class DmsClaimSettlement(models.Model):
    """One step by which an approved claim is paid, credited, given in goods, or lapses.

    Rows are written by the claim's own steps only; they are never edited or deleted.
    """

    _name = "dms.claim.settlement"
    _description = "Settlement of a Claim"
    _inherit = ["dms.numbered.mixin"]
    _order = "date desc, id desc"
    _rec_names_search = ["name", "claim_id.name", "move_id.name"]
    _check_company_auto = True

    claim_id = fields.Many2one(
        "dms.claim", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="claim_id.currency_id", store=True)
    claimant_id = fields.Many2one(related="claim_id.claimant_id", store=True, index=True)
    type_id = fields.Many2one(related="claim_id.type_id", store=True)
    scheme_id = fields.Many2one(related="claim_id.scheme_id", store=True)
    method = fields.Selection(
        [
            ("credit_note", "Credit note without tax"),
            ("tax_credit_note", "Credit note with tax"),
            ("payment", "Payment"),
            ("goods", "Free goods"),
            ("offset", "Offset against invoices"),
            ("debit_note", "Taken back"),
            ("lapse", "Lapsed"),
        ],
        required=True, readonly=True,
    )
    state = fields.Selection(
        [
            ("waiting", "To Deliver"),
            ("posted", "Posted"),
            ("reversed", "Reversed"),
            ("cancelled", "Cancelled"),
        ],
        compute="_compute_state", store=True, index=True,
    )
    is_waiting = fields.Boolean(readonly=True, help="Goods are ordered and not delivered yet.")
    is_cancelled = fields.Boolean(readonly=True, help="The goods were never delivered.")
    date = fields.Date(required=True, readonly=True, index=True)
    amount = fields.Monetary(required=True, readonly=True)
    reversed_amount = fields.Monetary(
        readonly=True, help="What a later claim has taken back of it."
    )
    signed_amount = fields.Monetary(
        "Effect", compute="_compute_signed_amount", store=True,
        help="What the claimant has got; below zero where it is taken back.",
    )
    move_id = fields.Many2one(
        "account.move", "Entry", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    payment_id = fields.Many2one(
        "account.payment", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    order_id = fields.Many2one(
        "sale.order", "Order of Goods", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    invoice_ids = fields.Many2many(
        "account.move", "dms_claim_settlement_invoice_rel", "settlement_id", "move_id",
        "Offset against", readonly=True,
    )
    reason = fields.Text(readonly=True)
    user_id = fields.Many2one(
        "res.users", "Settled by", readonly=True, ondelete="restrict",
        default=lambda self: self.env.user,
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "A settlement is for an amount above zero."
    )
    _reversed_within_amount = models.Constraint(
        "CHECK (reversed_amount BETWEEN 0 AND amount)",
        "No more can be taken back than was settled.",
    )

    @api.depends("amount", "reversed_amount", "is_waiting", "is_cancelled")
    def _compute_state(self):
        for settlement in self:
            if settlement.is_cancelled:
                settlement.state = "cancelled"
            elif settlement.is_waiting:
                settlement.state = "waiting"
            elif settlement.reversed_amount and not settlement.currency_id.compare_amounts(
                settlement.amount, settlement.reversed_amount
            ):
                settlement.state = "reversed"
            else:
                settlement.state = "posted"

    @api.depends("amount", "claim_id.reversal_of_id")
    def _compute_signed_amount(self):
        for settlement in self:
            sign = -1 if settlement.claim_id.reversal_of_id else 1
            settlement.signed_amount = sign * settlement.amount

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        for settlement in self:
            raise UserError(self.env._(
                "%(settlement)s of claim %(claim)s is kept for the record: reverse the claim by a "
                "new one instead.",
                settlement=settlement.name, claim=settlement.claim_id.name,
            ))

    def action_open_document(self):
        """Open what settles the claim: the order of goods, the payment, or the entry."""
        self.ensure_one()
        document = self.payment_id or self.move_id or self.order_id
        return document.get_formview_action()

    def _tell_claimants(self):
        """Tell claimants how each claim was settled, and what remains of it.

        What one document settles is told by one mail, from the first of its claims. What has
        lapsed is a matter of our books, and noted there.
        """
        for settlements in self.grouped(
            lambda settlement: settlement.payment_id or settlement.move_id or settlement.order_id
        ).values():
            told = settlements.filtered(lambda settlement: settlement.method != "lapse")
            if told:
                told[0].claim_id._tell_claimant(
                    lambda claim, told=told: Markup().join(
                        settlement._get_message() for settlement in told.with_env(claim.env)
                    )
                )
            for settlement in settlements - told[:1]:
                is_note = settlement.method == "lapse"
                settlement.claim_id.message_post(
                    body=settlement._get_message(),
                    subtype_xmlid="mail.mt_note" if is_note else "mail.mt_comment",
                )

    def _get_message(self):
        """How the claim was settled, in the language of the environment, as safe HTML."""
        self.ensure_one()
        methods = dict(self._fields["method"]._description_selection(self.env))
        document = self.payment_id or self.move_id or self.order_id
        words = {
            "claim": self.claim_id.name, "method": methods[self.method],
            "document": document.name or document.display_name,
            "amount": format_amount(self.env, self.amount, self.currency_id),
            "remaining": format_amount(
                self.env, self.claim_id.settle_amount, self.currency_id
            ),
        }
        if self.is_waiting:
            text = self.env._(
                "Claim %(claim)s: goods for %(amount)s are ordered, %(document)s.", **words
            )
        elif self.claim_id.settle_amount:
            text = self.env._(
                "Claim %(claim)s is settled in part: %(amount)s, %(method)s %(document)s. "
                "%(remaining)s is still to come.", **words
            )
        else:
            text = self.env._(
                "Claim %(claim)s is settled: %(amount)s, %(method)s %(document)s.", **words
            )
        return Markup("<p>%s</p>") % text
