from odoo import api, fields, models
from odoo.exceptions import ValidationError


class DmsRoutingRule(models.Model):
    """Who looks into what: the first rule that fits an exception gives it to somebody."""

    _name = "dms.routing.rule"
    _description = "Exception Routing"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    kind = fields.Selection("_selection_kind", "Exception", help="Empty: each.")
    tier_ids = fields.Many2many("dms.tier", string="Tiers", help="Empty: all.")
    territory_ids = fields.Many2many(
        "dms.territory", string="Territories", help="With all below; empty: everywhere."
    )
    amount_from = fields.Monetary("From an Amount of", help="0: whatever the amount.")

    assign_to = fields.Selection(
        [("manager", "The distributor's manager"), ("user", "A certain person")],
        required=True, default="manager",
    )
    user_id = fields.Many2one(
        "res.users", "Person", domain=[("share", "=", False)],
        help="Also where nobody manages the distributor.", index="btree_not_null",
    )
    deadline_days = fields.Integer("Due in (days)", default=1)
    escalation_days = fields.Integer(
        "Escalate after (days)", default=3, help="0: never. It goes to somebody higher up."
    )
    escalate_to = fields.Selection(
        [("above", "The manager of the territory above"), ("user", "A certain person")],
        "Escalate to", required=True, default="above",
    )
    escalation_user_id = fields.Many2one(
        "res.users", "Higher Person", domain=[("share", "=", False)], index="btree_not_null",
        help="Also where no territory above has a manager.",
    )
    case_ids = fields.One2many("dms.routing.case", "rule_id")
    open_count = fields.Integer("Open", compute="_compute_open_count")

    _days_range = models.Constraint(
        "CHECK (deadline_days BETWEEN 0 AND 365 AND escalation_days BETWEEN 0 AND 365)",
        "Days lie between 0 and 365.",
    )
    _amount_from_positive = models.Constraint(
        "CHECK (amount_from >= 0)", "An amount from which a rule counts is 0 or more."
    )

    @api.model
    def _selection_kind(self):
        kinds = self.env["dms.routing.exception"]._get_kinds()
        return [(code, label) for code, (label, _find) in kinds.items()]

    def _compute_open_count(self):
        counts = dict(
            self.env["dms.routing.case"]._read_group(
                [("rule_id", "in", self.ids), ("state", "=", "open")], ["rule_id"], ["__count"]
            )
        )
        for rule in self:
            rule.open_count = counts.get(rule, 0)

    @api.constrains("assign_to", "user_id", "escalate_to", "escalation_user_id")
    def _check_persons(self):
        for rule in self:
            if rule.assign_to == "user" and not rule.user_id:
                raise ValidationError(
                    self.env._("%s: name the person who is to look into it.", rule.name)
                )
            if rule.escalate_to == "user" and not rule.escalation_user_id:
                raise ValidationError(
                    self.env._("%s: name the person to whom it is escalated.", rule.name)
                )

    def action_open_cases(self):
        """Open what the rules have given to somebody."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_routing_case"),
            "domain": [("rule_id", "in", self.ids)],
        }

    def _fits(self, kind: str, partner, amount: float) -> bool:
        """Whether the rule is one for this exception."""
        self.ensure_one()
        path = partner.dms_territory_id.parent_path or ""
        return (
            self.kind in (False, kind)
            and (not self.tier_ids or partner.dms_tier_id in self.tier_ids)
            and (
                not self.territory_ids
                or any(path.startswith(place.parent_path) for place in self.territory_ids)
            )
            and abs(amount) >= self.amount_from
        )

    def _get_user(self, manager):
        """Who looks into it.

        :param manager: of the distributor, maybe nobody
        """
        self.ensure_one()
        return self.user_id if self.assign_to == "user" else manager or self.user_id

    def _get_higher_user(self, partner, user):
        """Who takes over from ``user``; empty when there is nobody."""
        self.ensure_one()
        if self.escalate_to == "user":
            return self.escalation_user_id
        place = partner.dms_territory_id
        while place:
            if place.user_id and place.user_id != user and place.user_id.active:
                return place.user_id
            place = place.parent_id
        return self.escalation_user_id
