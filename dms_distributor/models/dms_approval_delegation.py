from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain


class DmsApprovalDelegation(models.Model):
    """Somebody who decides in another's place for some days.

    A delegate decides beside the approver, not instead; whoever was delegated to may delegate on.
    Open reviews name the delegates of their reviewers: they follow at once when a delegation is
    made, changed or dropped, and by the cron when its first or last day comes.
    """

    _name = "dms.approval.delegation"
    _description = "Delegation of Approvals"
    _inherit = ["mail.thread"]
    _order = "date_from desc, id desc"

    user_id = fields.Many2one(
        "res.users", "Approver", required=True, default=lambda self: self.env.user, index=True,
        ondelete="cascade", domain=[("share", "=", False)], tracking=True,
    )
    delegate_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade", tracking=True,
        domain=lambda self: [
            ("share", "=", False),
            ("all_group_ids", "in", self.env.ref("dms_distributor.group_user").ids),
        ],
        help="Decides beside the approver, on what the delegate's own network lets it see.",
    )
    date_from = fields.Date(
        "From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_to = fields.Date("Until", required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    document = fields.Selection(
        "_selection_document", "Documents", tracking=True, help="Empty: whatever is approved."
    )
    note = fields.Char(help="Why, and what to look out for.")
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [("planned", "Planned"), ("current", "In Force"), ("over", "Over")],
        compute="_compute_state", search="_search_state",
    )
    is_applied = fields.Boolean(
        readonly=True, copy=False, help="Whether open reviews name the delegate."
    )

    _days_in_order = models.Constraint(
        "CHECK (date_to >= date_from)", "A delegation cannot end before it begins."
    )
    _not_to_oneself = models.Constraint(
        "CHECK (user_id <> delegate_id)", "Nobody delegates approvals to himself or herself."
    )
    _current_idx = models.Index("(date_to, date_from) WHERE active")

    @api.model
    def _selection_document(self):
        names = self.env["tier.definition"]._get_dms_document_names()
        return [(name, self.env["ir.model"]._get(name).name) for name in names]

    @api.depends("user_id", "delegate_id")
    def _compute_display_name(self):
        for delegation in self:
            delegation.display_name = self.env._(
                "%(delegate)s for %(user)s",
                delegate=delegation.delegate_id.name or "", user=delegation.user_id.name or "",
            )

    @api.depends_context("tz")
    @api.depends("date_from", "date_to")
    def _compute_state(self):
        today = fields.Date.context_today(self)
        for delegation in self:
            if not delegation.date_from or delegation.date_from > today:
                delegation.state = "planned"
            else:
                is_over = delegation.date_to and delegation.date_to < today
                delegation.state = "over" if is_over else "current"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        domains = {
            "planned": Domain("date_from", ">", today),
            "current": Domain("date_from", "<=", today) & Domain("date_to", ">=", today),
            "over": Domain("date_to", "<", today),
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.constrains("delegate_id", "active")
    def _check_delegate(self):
        for delegation in self.filtered("active"):
            if not delegation.delegate_id.has_group("dms_distributor.group_user"):
                raise ValidationError(self.env._(
                    "%s has no access to Distribution, and could not open what is to be approved: "
                    "choose somebody else, or give access first.", delegation.delegate_id.name,
                ))

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._check_approver()
        delegations._apply()
        return delegations

    def write(self, vals):
        affected = self.user_id | self.delegate_id
        result = super().write(vals)
        if "user_id" in vals:
            self._check_approver()
        if vals.keys() & self._get_effective_fields():
            self._apply(affected)
        return result

    def unlink(self):
        affected = self.user_id | self.delegate_id
        result = super().unlink()
        self._refresh_reviews(affected)
        return result

    @api.model
    def _get_effective_fields(self) -> set:
        """Names of the fields that decide who may decide."""
        return {
            "active", "company_id", "date_from", "date_to", "delegate_id", "document", "user_id",
        }

    def _check_approver(self):
        """Refuse that somebody gives away another's right to decide."""
        if self.env.su or self.env.user.has_group("dms_distributor.group_administrator"):
            return
        if self.user_id - self.env.user:
            raise AccessError(self.env._(
                "You can delegate your own approvals only; an administrator of Distribution "
                "delegates those of others."
            ))

    def _apply(self, affected=None):
        """Let open reviews name the delegates of today."""
        users = (affected or self.env["res.users"]) | self.user_id | self.delegate_id
        self._refresh_reviews(users)
        for delegation in self.sudo():
            is_current = delegation.active and delegation.state == "current"
            if delegation.is_applied != is_current:
                delegation.is_applied = is_current

    @api.model
    def _refresh_reviews(self, users):
        """Determine anew who may decide where one of ``users`` is asked to."""
        self.flush_model()
        self.env["tier.review"].sudo().search([
            ("status", "in", ("waiting", "pending")),
            ("model", "in", self.env["tier.definition"]._get_dms_document_names()),
            ("reviewer_ids", "in", users.ids),
        ])._refresh_reviewers()

    @api.model
    def _cron_apply(self):
        """Begin and end delegations on their days."""
        is_current = Domain("active", "=", True) & Domain("state", "=", "current")
        self.with_context(active_test=False).search(
            (Domain("is_applied", "=", False) & is_current)
            | (Domain("is_applied", "=", True) & ~is_current)
        )._apply()

    # Who may decide

    @api.model
    def _get_delegates(self, model: str, company) -> dict:
        """Who decides in whose place today.

        :param model: name of the model of what is approved
        :param company: of what is approved
        :return: by user id, a set of user ids; delegates of delegates are not followed here
        """
        delegates: dict = {}
        for delegation in self.sudo().search(
            Domain("state", "=", "current")
            & Domain("company_id", "=", company.id)
            & Domain("document", "in", (False, model))
            & Domain("delegate_id.active", "=", True)
        ):
            delegates.setdefault(delegation.user_id.id, set()).add(delegation.delegate_id.id)
        return delegates

    @api.model
    def _spread(self, user_ids, delegates: dict) -> set:
        """Users and all who decide in their place, at any remove.

        :param delegates: as ``_get_delegates`` gives them
        :return: user ids
        """
        reached, found = set(), set(user_ids)
        while found - reached:
            new = found - reached
            reached |= new
            for user_id in new:
                found |= delegates.get(user_id, set())
        return reached

    @api.model
    def _get_delegators(self, user, model: str, company):
        """In whose place a user may decide today.

        :return: ``res.users``, without the user
        """
        delegators: dict = {}
        for user_id, delegate_ids in self._get_delegates(model, company).items():
            for delegate_id in delegate_ids:
                delegators.setdefault(delegate_id, set()).add(user_id)
        return user.browse(self._spread(user.ids, delegators) - set(user.ids))
