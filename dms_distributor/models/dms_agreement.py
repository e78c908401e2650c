from odoo import api, fields, models
from odoo.exceptions import ValidationError

# States of agreements that bind or have bound: their periods are history and stay taken.
# In the order in which people read them.
TERMS = (
    "date_start", "date_end", "coverage", "territory_ids", "product_category_ids", "product_ids",
    "margin_percent", "pricelist_id", "payment_term_id", "credit_limit", "credit_grace_days",
    "minimum_order_amount", "approval_amount", "price_honour_days", "back_order_policy",
    "is_return_allowed", "return_window_days", "return_cap_percent", "is_expiry_credited",
    "expiry_notice_days", "expiry_credit_percent", "terms",
)
ENDED_STATES = ("expired", "terminated", "superseded")
BINDING_STATES = ("approved", "active", *ENDED_STATES)


class DmsAgreement(models.Model):
    """What a distributor and the company have agreed on: where, what, for how long, on which terms.

    A version of an agreement is a record of its own, and never changes once submitted. What comes
    after it names it in ``predecessor_id``; all versions have the number of the first, ``root_id``.
    """

    _name = "dms.agreement"
    _description = "Distribution Agreement"
    _inherit = ["dms.approval.mixin", "dms.numbered.mixin", "portal.mixin"]
    _order = "date_start desc, name desc, version desc, id desc"
    _rec_names_search = ["name", "distributor_id"]
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    distributor_id = fields.Many2one(
        "res.partner", required=True, ondelete="restrict", index=True, tracking=True,
        domain=[("dms_role", "=", "distributor")], check_company=True,
    )
    tier_id = fields.Many2one(
        "dms.tier", compute="_compute_tier_id", store=True, index="btree_not_null",
        help="The distributor's tier while the agreement is in force.",
    )
    user_id = fields.Many2one(
        "res.users", string="Responsible", tracking=True, index="btree_not_null",
        default=lambda self: self.env.user, domain=[("share", "=", False)],
    )
    state = fields.Selection(
        selection_add=[
            ("active", "In Force"),
            ("expired", "Expired"),
            ("terminated", "Terminated"),
            ("superseded", "Superseded"),
            ("refused",),
            ("cancelled",),
        ],
        ondelete={
            name: "set default" for name in ("active", "expired", "terminated", "superseded")
        },
    )
    date_start = fields.Date("Start", required=True, tracking=True)
    date_end = fields.Date("End", tracking=True, help="Empty: until it is terminated.")

    # Where and what
    coverage = fields.Selection(
        [("exclusive", "Exclusive"), ("selective", "Selective"), ("intensive", "Intensive")],
        required=True, default="intensive", tracking=True,
        help="Exclusive: no other distributor of the tier serves the territories.\n"
        "Selective: as many as the limit of the territory allows.\n"
        "Intensive: any number.",
    )
    territory_ids = fields.Many2many(
        "dms.territory", compute="_compute_territory_ids", store=True, readonly=False,
        precompute=True, ondelete="restrict", check_company=True, tracking=True, copy=True,
        help="The agreement covers these territories and all that lies in them.",
    )
    product_category_ids = fields.Many2many(
        "product.category", string="Categories", ondelete="restrict",
        help="The agreement covers the products of these categories and of all below. No category "
        "and no product: all products.",
    )
    product_ids = fields.Many2many(
        "product.product", string="Products", ondelete="restrict", check_company=True,
        help="Products covered beside those of the categories.",
    )

    # Prices and payment
    margin_percent = fields.Float(
        "Margin", digits=(5, 2), tracking=True,
        help="The distributor's margin on the price to the outlet.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist", ondelete="restrict", tracking=True, check_company=True,
        help="Becomes the distributor's price list when the agreement comes into force.",
    )
    payment_term_id = fields.Many2one(
        "account.payment.term", ondelete="restrict", tracking=True, check_company=True,
        help="Become the distributor's payment terms when the agreement comes into force.",
    )
    credit_limit = fields.Monetary(tracking=True)
    credit_grace_days = fields.Integer(
        "Days of Grace", tracking=True, help="Days after the due date before deliveries stop."
    )

    # Orders
    minimum_order_amount = fields.Monetary("Minimum Order", tracking=True)
    approval_amount = fields.Monetary(
        "Approval Above", tracking=True,
        help="Orders of a higher value wait for an approval. Zero: none does.",
    )
    price_honour_days = fields.Integer(
        "Price Honoured", tracking=True,
        help="Days for which the price of an order is honoured when the price list changes.",
    )
    back_order_policy = fields.Selection(
        [
            ("ship", "Deliver what there is, the rest later"),
            ("wait", "Deliver all at once"),
            ("cancel", "Deliver what there is, cancel the rest"),
        ],
        string="Short Deliveries", required=True, default="ship", tracking=True,
    )

    # Returns
    is_return_allowed = fields.Boolean("Returns Accepted", tracking=True)
    return_window_days = fields.Integer(
        "Return Within", tracking=True, help="Days from delivery in which goods may be returned."
    )
    return_cap_percent = fields.Float(
        "Returns up to", digits=(5, 2), tracking=True,
        help="Of the value of primary purchases in the period. Zero: no cap.",
    )
    is_expiry_credited = fields.Boolean("Expiry Credited", tracking=True)
    expiry_notice_days = fields.Integer(
        "Expiry Notice", tracking=True,
        help="Days before the date of expiry by which near-expiry goods are reported.",
    )
    expiry_credit_percent = fields.Float(
        "Expiry Credit", digits=(5, 2), tracking=True,
        help="Of the purchase price of goods that expire at the distributor's.",
    )
    terms = fields.Html("Further Terms")
    target_ids = fields.One2many(
        "dms.agreement.target", "agreement_id", string="Targets"
    )

    _period_in_order = models.Constraint(
        "CHECK (date_end >= date_start)", "An agreement cannot end before it starts."
    )
    _percents_in_range = models.Constraint(
        "CHECK (margin_percent BETWEEN 0 AND 100 AND return_cap_percent BETWEEN 0 AND 100"
        " AND expiry_credit_percent BETWEEN 0 AND 100)",
        "Margin, returns cap and expiry credit are percentages from 0 to 100.",
    )
    _amounts_positive = models.Constraint(
        "CHECK (credit_limit >= 0 AND minimum_order_amount >= 0 AND approval_amount >= 0)",
        "Credit limit, minimum order and approval amount cannot be negative.",
    )
    _days_positive = models.Constraint(
        "CHECK (credit_grace_days >= 0 AND price_honour_days >= 0 AND return_window_days >= 0"
        " AND expiry_notice_days >= 0)",
        "Numbers of days cannot be negative.",
    )

    @api.depends("distributor_id.dms_tier_id")
    def _compute_tier_id(self):
        """The distributor's; what has ended keeps the one of its time."""
        for agreement in self:
            if agreement.state not in ENDED_STATES or not agreement.tier_id:
                agreement.tier_id = agreement.distributor_id.dms_tier_id

    @api.depends("distributor_id")
    def _compute_territory_ids(self):
        """The distributor's own territory, until somebody chooses others."""
        for agreement in self:
            if not agreement.territory_ids:
                agreement.territory_ids = agreement.distributor_id.dms_territory_id

    @api.constrains("distributor_id")
    def _check_distributor(self):
        for agreement in self.sudo():
            if agreement.distributor_id.dms_role != "distributor":
                raise ValidationError(self.env._(
                    "%s is no distributor: give it a tier of distributors first.",
                    agreement.distributor_id.display_name,
                ))

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for agreement in self:
            agreement.access_url = f"/my/dms/agreements/{agreement.id}"
        return result

    @api.model
    def _get_locked_fields(self) -> set:
        return super()._get_locked_fields() | {
            "company_id", "distributor_id", "target_ids", *TERMS
        }

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles()
        if not self.territory_ids:
            obstacles.append(self.env._("name at least one territory"))
        if self.distributor_id.dms_state == "ended":
            obstacles.append(self.env._(
                "the relation with %s has ended: reactivate it first", self.distributor_id.name
            ))
        return obstacles
