from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from .dms_agreement import BINDING_STATES


class DmsAgreement(models.Model):
    """Versions of an agreement: amendments, renewals, and when each is in force."""

    _name = "dms.agreement"
    _inherit = ["dms.agreement", "dms.version.mixin"]
    _former_field = "predecessor_id"
    _followers_field = "successor_ids"

    origin = fields.Selection(
        [("new", "New"), ("amendment", "Amendment"), ("renewal", "Renewal")],
        required=True, default="new", readonly=True, copy=False, tracking=True,
    )
    root_id = fields.Many2one(
        "dms.agreement", string="First Version", readonly=True, copy=False, index=True,
        ondelete="restrict",
    )
    predecessor_id = fields.Many2one(
        "dms.agreement", string="Follows", readonly=True, copy=False, ondelete="restrict",
        index="btree_not_null",
    )
    successor_ids = fields.One2many("dms.agreement", "predecessor_id", string="Followed by")
    version_ids = fields.One2many(
        "dms.agreement", compute="_compute_version_ids", string="Version History"
    )
    date_terminated = fields.Date(
        "Terminated on", readonly=True, copy=False, tracking=True, help="The last day in force."
    )
    date_effective_end = fields.Date(
        "In Force until", compute="_compute_date_effective_end", store=True,
        help="The agreed end; earlier when it was terminated or a later version came into force.",
    )

    _version_unique = models.UniqueIndex(
        "(company_id, name, version)", "An agreement has one version of a number."
    )
    _successor_unique = models.UniqueIndex(
        "(predecessor_id) WHERE state NOT IN ('refused', 'cancelled')",
        "The agreement is followed by another version already.",
    )
    _in_force_idx = models.Index(
        "(company_id, distributor_id, date_start)"
        " WHERE state IN ('approved', 'active', 'expired', 'terminated', 'superseded')"
    )

    @api.depends("date_end", "date_terminated", "successor_ids.state", "successor_ids.date_start")
    def _compute_date_effective_end(self):
        for agreement in self:
            followers = agreement.sudo().successor_ids.filtered(
                lambda version: version.state in BINDING_STATES
            )
            ends = [agreement.date_end, agreement.date_terminated] + [
                follower.date_start - timedelta(days=1) for follower in followers
            ]
            agreement.date_effective_end = min(filter(None, ends), default=False)

    def action_amend(self):
        """Prepare a version with other terms; this one stays in force until that comes."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        return self._open_successor(
            origin="amendment",
            date_start=max(today, self.date_start),
            date_end=self.date_end,
        )

    def action_renew(self):
        """Prepare the same agreement for the period after this one, of the same length."""
        self.ensure_one()
        last_day = self.date_effective_end
        if not last_day:
            raise UserError(self.env._(
                "%s has no end, so there is nothing to renew: amend it instead.", self.display_name
            ))
        start = last_day + timedelta(days=1)
        return self._open_successor(
            origin="renewal",
            date_start=start,
            date_end=self.date_end and self._get_period_end(start),
        )

    def action_open_versions(self):
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_distributor.action_agreement"),
            "name": self.env._("Versions of %s", self.name),
            "domain": [("root_id", "=", self.root_id.id)],
            "context": {"create": False},
        }

    def _open_successor(self, **values):
        return self._create_successor(**values)._open_version()

    def _create_successor(self, **values):
        """A draft of the next version.

        :param values: what differs from this one
        :return: the new ``dms.agreement``
        :raise UserError: when this one never was in force, or has been followed already
        """
        self.ensure_one()
        if self.state not in BINDING_STATES:
            raise UserError(self.env._(
                "%s is not in force: change it while it is a draft.", self.display_name
            ))
        return self._create_version(
            target_ids=self._prepare_successor_targets(values), **values
        )

    def _prepare_successor_targets(self, values):
        """Commands that give an amendment the targets which are still to come.

        :param values: what differs in the next version
        """
        if values.get("origin") != "amendment":
            return []
        coming = self.target_ids.filtered(lambda target: target.date_to >= values["date_start"])
        return [Command.create(vals) for vals in coming.copy_data({"agreement_id": False})]

    def _get_period_end(self, start):
        """The last day of a period that starts on ``start`` and is as long as the agreed one.

        That began with the version which was not an amendment. Whole months stay whole months,
        whatever their days.
        """
        first = self.sudo()
        while first.origin == "amendment":
            first = first.predecessor_id
        length = relativedelta(self.date_end + timedelta(days=1), first.date_start)
        months = length.years * 12 + length.months
        if not length.days:
            return start + relativedelta(months=months) - timedelta(days=1)
        return start + (self.date_end - first.date_start)

    def _get_obstacles(self) -> list:
        obstacles = super()._get_obstacles()
        former = self.predecessor_id
        if former and self.date_start < former.date_start:
            obstacles.append(self.env._(
                "it cannot start before %s, which it follows", former.display_name
            ))
        return obstacles
