from odoo import api, fields, models
from odoo.exceptions import AccessError


class DmsClaimLine(models.Model):
    """One thing that is claimed: what, how much, and beside it what the figures at hand give."""

    _name = "dms.claim.line"
    _description = "Claim Line"
    _order = "claim_id, sequence, id"
    _check_company_auto = True

    claim_id = fields.Many2one("dms.claim", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="claim_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(
        related="claim_id.currency_id", store=True, precompute=True
    )
    claimant_id = fields.Many2one(related="claim_id.claimant_id", store=True, index=True)
    type_id = fields.Many2one(related="claim_id.type_id", store=True)
    scheme_id = fields.Many2one(related="claim_id.scheme_id", store=True, index="btree_not_null")
    line_basis = fields.Selection(related="claim_id.line_basis")
    state = fields.Selection(related="claim_id.state")
    sequence = fields.Integer(default=10)
    name = fields.Char(
        "Description", required=True, compute="_compute_name", store=True, readonly=False,
        precompute=True,
    )
    is_whole = fields.Boolean(
        readonly=True, help="Stands for the whole of a claim that was entered as one amount."
    )
    entitlement_id = fields.Many2one(
        "dms.scheme.entitlement", ondelete="set null", index="btree_not_null",
        domain="[('scheme_id', '=', scheme_id), ('distributor_id', '=', claimant_id)]",
    )
    product_id = fields.Many2one(
        "product.product", ondelete="restrict", index="btree_not_null", check_company=True
    )
    lot_id = fields.Many2one(
        "stock.lot", ondelete="restrict", index="btree_not_null", check_company=True,
        domain="[('product_id', '=', product_id)]",
    )
    outlet_id = fields.Many2one(
        "res.partner", ondelete="restrict", index="btree_not_null",
        domain=[("dms_role", "=", "outlet")],
    )
    date = fields.Date(help="When it happened: the delivery, the change of price, the visit.")
    quantity = fields.Float(digits="Product Unit")
    product_uom_id = fields.Many2one(
        "uom.uom", "Unit", ondelete="restrict", compute="_compute_product_uom_id", store=True,
        readonly=False, precompute=True,
    )
    price_unit = fields.Float("Price", digits="Product Price")
    move_line_id = fields.Many2one(
        "account.move.line", "Invoice Line", ondelete="restrict", index="btree_not_null",
        check_company=True, help="The invoice line that was charged too high, or carried freight.",
    )
    visit_reference = fields.Char(help="The visit on which this was found.")
    claimed_amount = fields.Monetary(
        "Claimed", compute="_compute_claimed_amount", store=True, readonly=False, precompute=True
    )
    expected_amount = fields.Monetary("Expected", readonly=True, copy=False)
    has_expected = fields.Boolean(
        "Can Be Compared", readonly=True, copy=False,
        help="Whether there is something to compare the claimed amount with.",
    )
    difference_amount = fields.Monetary(
        "Above Expected", compute="_compute_difference_amount", store=True
    )
    proposed_amount = fields.Monetary("To Approve", copy=False)
    approved_amount = fields.Monetary("Approved", readonly=True, copy=False)
    reason_id = fields.Many2one(
        "dms.claim.reason", "Why Less", ondelete="restrict", copy=False, index="btree_not_null"
    )
    reason = fields.Char("Remark on the Decision", copy=False)

    _amounts_positive = models.Constraint(
        "CHECK (claimed_amount >= 0 AND quantity >= 0 AND price_unit >= 0)",
        "A line of a claim cannot be for less than nothing.",
    )
    _approved_within_claimed = models.Constraint(
        "CHECK (approved_amount BETWEEN 0 AND claimed_amount "
        "AND proposed_amount BETWEEN 0 AND claimed_amount)",
        "A line cannot be approved for more than is claimed, nor for less than nothing.",
    )

    @api.depends("product_id", "entitlement_id", "claim_id.type_id")
    def _compute_name(self):
        for line in self:
            what = line.entitlement_id or line.product_id or line.claim_id.type_id
            line.name = line.name or what.display_name

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        for line in self:
            if not line.product_uom_id or (
                line.product_id
                and not line.product_uom_id._has_common_reference(line.product_id.uom_id)
            ):
                line.product_uom_id = line.product_id.uom_id

    @api.depends("quantity", "price_unit", "currency_id")
    def _compute_claimed_amount(self):
        for line in self:
            if line.quantity and line.price_unit:
                line.claimed_amount = line.currency_id.round(line.quantity * line.price_unit)
            else:
                line.claimed_amount = line.claimed_amount or 0

    @api.depends("claimed_amount", "expected_amount", "has_expected")
    def _compute_difference_amount(self):
        for line in self:
            line.difference_amount = (
                line.claimed_amount - line.expected_amount if line.has_expected else 0
            )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_values(vals)
        lines = super().create(vals_list)
        lines.claim_id._check_draft()
        return lines

    def write(self, vals):
        self._check_values(vals)
        decision = self._get_decision_fields()
        if decision & vals.keys():
            self.claim_id._check_decider()
        if vals.keys() - decision - self._get_measured_fields():
            self.claim_id._check_draft()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_of_draft_only(self):
        self.claim_id._check_draft()

    @api.model
    def _get_decision_fields(self) -> set:
        """Names of the fields that belong to whoever decides on the claim."""
        return {"approved_amount", "proposed_amount", "reason", "reason_id"}

    @api.model
    def _get_measured_fields(self) -> set:
        """Names of the fields that nobody types in: they are measured, or follow a decision."""
        return {"approved_amount", "expected_amount", "has_expected", "is_whole"}

    @api.model
    def _check_values(self, vals):
        """Refuse values of fields that nobody types in."""
        if not self.env.su and (names := self._get_measured_fields() & vals.keys()):
            raise AccessError(
                self.env._(
                    "Claim lines: %s follows from checks and decisions and cannot be written.",
                    ", ".join(sorted(names)),
                )
            )
