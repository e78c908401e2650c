from ast import literal_eval

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..automating import WEEKDAYS, find_unknown_words

# Of the figures a kind may ask for; a kind says which, and within what bounds.
PARAMETERS = ("days", "percent", "history_days", "comparison")
# What a manager may write in braces, and what stands there when the message goes out.
WORDS = ("partner", "company", "manager", "count", "list", "days", "percent")


class DmsAutomationRule(models.Model):
    """Watches the network for one thing and tells those whom it concerns, once a day at most.

    What there is to watch stands in ``_get_kinds``; how messages go out in the file of the run.
    """

    _name = "dms.automation.rule"
    _description = "Automation Rule"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("paused", "Paused")],
        required=True, default="draft", readonly=True, copy=False, tracking=True, index=True,
        group_expand=True,
    )

    # When …
    kind = fields.Selection("_selection_kind", "Watch for", required=True, tracking=True)
    days = fields.Integer(
        compute="_compute_parameters", store=True, readonly=False, precompute=True, tracking=True
    )
    percent = fields.Integer(
        compute="_compute_parameters", store=True, readonly=False, precompute=True, tracking=True
    )
    history_days = fields.Integer(
        "Look Back (days)", compute="_compute_parameters", store=True, readonly=False,
        precompute=True, help="Only what was sold within these days before is missed.",
    )
    comparison = fields.Selection(
        [
            ("average", "the average of the three months before"),
            ("previous", "the month before"),
            ("year", "the same month of last year"),
        ],
        "Compared with", required=True, default="average",
    )
    sentence = fields.Char("When", compute="_compute_sentence")
    uses_percent = fields.Boolean(compute="_compute_uses")
    uses_days = fields.Boolean(compute="_compute_uses")
    uses_history = fields.Boolean(compute="_compute_uses")
    uses_comparison = fields.Boolean(compute="_compute_uses")

    # … of whom …
    tier_ids = fields.Many2many(
        "dms.tier", string="Tiers", domain=[("role", "=", "distributor")],
        help="Empty: distributors of every tier.",
    )
    territory_ids = fields.Many2many(
        "dms.territory", string="Territories", help="With all below; empty: everywhere."
    )
    channel_ids = fields.Many2many("dms.channel", string="Channels", help="Empty: all.")
    grade_ids = fields.Many2many("res.partner.grade", string="Grades", help="Empty: all.")
    partner_domain = fields.Char("Further Conditions", default="[]")
    partner_count = fields.Integer("Distributors Watched", compute="_compute_partner_count")

    # … then …
    send_mail = fields.Boolean("Send an e-mail to the distributor", default=True)
    post_notice = fields.Boolean("Show a notice in its portal", default=True)
    create_activity = fields.Boolean("Give its manager an activity")
    activity_type_id = fields.Many2one(
        "mail.activity.type", ondelete="restrict",
        domain=["|", ("res_model", "=", False), ("res_model", "=", "res.partner")],
        default=lambda self: self.env.ref("mail.mail_activity_data_todo", False),
    )
    activity_days = fields.Integer(
        "Due in (days)", default=2, help="Days from the message until the activity is due."
    )
    subject = fields.Char(
        compute="_compute_wording", store=True, readonly=False, precompute=True, translate=True
    )
    body = fields.Html(
        compute="_compute_wording", store=True, readonly=False, precompute=True, translate=True,
        sanitize_attributes=False,
    )

    # … but not too often.
    repeat_days = fields.Integer(
        "Again after (days)", default=7, required=True,
        help="The same distributor is not told of the same thing again before.",
    )
    max_messages = fields.Integer(
        "At Most a Day", default=200, required=True,
        help="The most urgent first, the rest on the next days.",
    )
    first_hour = fields.Float("From", default=8.0, required=True)
    last_hour = fields.Float("Until", default=18.0, required=True)
    on_monday = fields.Boolean("Mon", default=True)
    on_tuesday = fields.Boolean("Tue", default=True)
    on_wednesday = fields.Boolean("Wed", default=True)
    on_thursday = fields.Boolean("Thu", default=True)
    on_friday = fields.Boolean("Fri", default=True)
    on_saturday = fields.Boolean("Sat")
    on_sunday = fields.Boolean("Sun")
    last_run = fields.Datetime(readonly=True, copy=False)

    message_log_ids = fields.One2many("dms.automation.message", "rule_id", string="What Was Sent")
    sent_count = fields.Integer(compute="_compute_sent_count")
    failed_count = fields.Integer(compute="_compute_sent_count")

    _repeat_days_range = models.Constraint(
        "CHECK (repeat_days BETWEEN 1 AND 365)",
        "A message may be repeated after 1 to 365 days.",
    )
    _max_messages_range = models.Constraint(
        "CHECK (max_messages BETWEEN 1 AND 10000)", "A rule sends 1 to 10,000 messages a day."
    )
    _hours_range = models.Constraint(
        "CHECK (first_hour >= 0 AND last_hour <= 24 AND first_hour < last_hour)",
        "Messages go out between two hours of the same day.",
    )
    _activity_days_range = models.Constraint(
        "CHECK (activity_days BETWEEN 0 AND 365)", "An activity is due within 0 to 365 days."
    )

    @api.model
    def _selection_kind(self):
        return [(code, kind.label) for code, kind in self._get_kinds().items()]

    @api.depends("kind")
    def _compute_parameters(self):
        kinds = self._get_kinds()
        for rule in self:
            defaults = kinds[rule.kind].parameters if rule.kind in kinds else {}
            for name in ("days", "percent", "history_days"):
                rule[name] = defaults[name].default if name in defaults else 0

    @api.depends("kind")
    def _compute_wording(self):
        kinds = self._get_kinds()
        for rule in self:
            kind = kinds.get(rule.kind)
            rule.subject, rule.body = (kind.subject, kind.body) if kind else (False, False)

    @api.depends("kind")
    def _compute_uses(self):
        kinds = self._get_kinds()
        for rule in self:
            names = kinds[rule.kind].parameters.keys() if rule.kind in kinds else ()
            rule.uses_days = "days" in names
            rule.uses_percent = "percent" in names
            rule.uses_history = "history_days" in names
            rule.uses_comparison = "comparison" in names

    @api.depends("kind", *PARAMETERS)
    @api.depends_context("lang")
    def _compute_sentence(self):
        comparisons = dict(self._fields["comparison"]._description_selection(self.env))
        for rule in self:
            rule.sentence = rule._get_sentence().format(
                days=rule.days, percent=rule.percent, history_days=rule.history_days,
                comparison=comparisons.get(rule.comparison, ""),
            )

    @api.depends(
        "company_id", "tier_ids", "territory_ids", "channel_ids", "grade_ids", "partner_domain"
    )
    def _compute_partner_count(self):
        for rule in self:
            rule.partner_count = self.env["res.partner"].search_count(rule._get_partner_domain())

    def _compute_sent_count(self):
        counts = {
            (rule, state): count
            for rule, state, count in self.env["dms.automation.message"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id", "state"], ["__count"]
            )
        }
        for rule in self:
            rule.sent_count = counts.get((rule, "sent"), 0) + counts.get((rule, "queued"), 0)
            rule.failed_count = counts.get((rule, "failed"), 0)

    @api.constrains("kind", *PARAMETERS)
    def _check_parameters(self):
        kinds = self._get_kinds()
        for rule in self:
            for name, parameter in kinds[rule.kind].parameters.items():
                if parameter and not parameter.least <= rule[name] <= parameter.most:
                    raise ValidationError(
                        self.env._(
                            "%(rule)s: %(field)s is %(value)s, it must lie between %(least)s and "
                            "%(most)s.", rule=rule.name,
                            field=self._fields[name]._description_string(self.env),
                            value=rule[name], least=parameter.least, most=parameter.most,
                        )
                    )

    @api.constrains("subject", "body")
    def _check_wording(self):
        for rule in self:
            unknown = find_unknown_words(f"{rule.subject or ''} {rule.body or ''}", WORDS)
            if unknown:
                raise ValidationError(
                    self.env._(
                        "%(rule)s: {%(word)s} means nothing in a message. You may write %(words)s.",
                        rule=rule.name, word=unknown[0],
                        words=", ".join(f"{{{word}}}" for word in WORDS),
                    )
                )

    def action_start(self):
        """Let the rules send messages from their next hour on.

        :raise UserError: when one does nothing, or never
        """
        for rule in self:
            if not (rule.send_mail or rule.post_notice or rule.create_activity):
                raise UserError(self.env._("%s: choose what is to happen first.", rule.name))
            if not rule._get_weekdays():
                raise UserError(self.env._("%s: choose at least one day of the week.", rule.name))
            if (rule.send_mail or rule.post_notice) and not (rule.subject and rule.body):
                raise UserError(self.env._("%s: write a subject and a text first.", rule.name))
        self.state = "running"

    def action_pause(self):
        """Send nothing until the rules are started again."""
        self.state = "paused"

    def action_preview(self):
        """Show who would get what now; nothing is sent."""
        self.ensure_one()
        preview = self.env["dms.automation.preview"]._prepare(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Preview of %s", self.name),
            "res_model": "dms.automation.preview",
            "res_id": preview.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_open_messages(self):
        """Open what these rules have sent."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_distributor.action_automation_message"
            ),
            "domain": [("rule_id", "in", self.ids)],
            "context": {},
        }

    def action_open_partners(self):
        """Open the distributors that the rule watches."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "dms_distributor.action_network_distributor"
            ),
            "domain": list(self._get_partner_domain()),
        }

    def copy_data(self, default=None):
        return [
            {**values, "name": self.env._("%s (copy)", rule.name)}
            for rule, values in zip(self, super().copy_data(default), strict=True)
        ]

    def _get_weekdays(self) -> set[int]:
        """Days on which the rule runs, Monday is 0."""
        self.ensure_one()
        return {number for number, day in enumerate(WEEKDAYS) if self[f"on_{day}"]}

    def _get_partner_domain(self) -> Domain:
        """Distributors that the rule watches: those in business.

        :return: a domain of ``res.partner``
        """
        self.ensure_one()
        domain = Domain("dms_role", "=", "distributor") & Domain("dms_state", "=", "active")
        domain &= Domain("company_id", "in", [False, self.company_id.id])
        if self.tier_ids:
            domain &= Domain("dms_tier_id", "in", self.tier_ids.ids)
        if self.territory_ids:
            domain &= Domain("dms_territory_id", "child_of", self.territory_ids.ids)
        if self.channel_ids:
            domain &= Domain("dms_channel_id", "in", self.channel_ids.ids)
        if self.grade_ids:
            domain &= Domain("grade_id", "in", self.grade_ids.ids)
        return domain & Domain(literal_eval(self.partner_domain or "[]"))
