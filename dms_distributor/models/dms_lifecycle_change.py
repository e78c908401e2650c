from odoo import api, fields, models
from odoo.tools import SQL

STAGES = [
    ("prospect", "Prospect"),
    ("applied", "Applied"),
    ("pending", "Pending"),
    ("onboarding", "Onboarding"),
    ("active", "Active"),
    ("suspended", "Suspended"),
    ("ended", "Ended"),
]
SECONDS_OF_A_DAY = 86400.0


class DmsLifecycleChange(models.Model):
    """A partner passed from one stage of its life in the network to another: what, when and why.

    Appended by the system, never written by hand. Outlets have none: they are many, and their
    state is what counts.
    """

    _name = "dms.lifecycle.change"
    _description = "Lifecycle Change"
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _check_company_domain = models.check_company_domain_parent_of

    partner_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="partner_id.company_id", store=True, index=True)
    tier_id = fields.Many2one(related="partner_id.dms_tier_id")
    territory_id = fields.Many2one(related="partner_id.dms_territory_id")
    state_from = fields.Selection(STAGES, string="From", readonly=True)
    state_to = fields.Selection(STAGES, string="To", readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    days = fields.Float(
        string="Days Before",
        readonly=True,
        aggregator="avg",
        digits=(10, 1),
        help="Days spent in the stage that ended with this change.",
    )
    reason = fields.Text(readonly=True)
    user_id = fields.Many2one(
        "res.users", string="Made by", readonly=True, default=lambda self: self.env.user
    )

    _state_date_idx = models.Index("(state_to, date)")

    @api.model
    def _record(self, moves, date=None, reason=None):
        """Append one change for each partner that passed from one stage to another.

        :param moves: list of (partner, stage before or False, stage after or False)
        :param date: when it happened; none: now
        :param reason: why, in words
        :return: the changes
        """
        moves = [move for move in moves if move[1] != move[2]]
        if not moves:
            return self.browse()
        gaps = self.env.ref("dms_distributor.cron_territory_gap", raise_if_not_found=False)
        if gaps:
            gaps.sudo()._trigger()
        date = date or fields.Datetime.now()
        since = self._get_last_dates([partner.id for partner, *_states in moves])
        return self.sudo().create([
            {
                "partner_id": partner.id,
                "state_from": before,
                "state_to": after,
                "date": date,
                "days": self._count_days(since.get(partner.id), date),
                "reason": reason,
                "user_id": self.env.uid,
            }
            for partner, before, after in moves
        ])

    @api.model
    def _record_onboarding(self, partner, steps):
        """Put before a partner's first change what it was before: a prospect, an applicant.

        :param partner: a partner that has just been created
        :param steps: list of (stage, when it began), in the order of time
        """
        first = self.sudo().search([("partner_id", "=", partner.id)], order="date, id", limit=1)
        stage = since = False
        for following, began in steps:
            self.sudo().create({
                "partner_id": partner.id,
                "state_from": stage,
                "state_to": following,
                "date": began,
                "days": self._count_days(since, began),
                "user_id": self.env.uid,
            })
            stage, since = following, began
        # Written anew behind the others: within a second identifiers tell the order.
        first.copy({"state_from": stage, "days": self._count_days(since, first.date)})
        first.unlink()

    @staticmethod
    def _count_days(since, date):
        return max((date - since).total_seconds() / SECONDS_OF_A_DAY, 0.0) if since else 0.0

    @api.model
    def _get_last_dates(self, partner_ids):
        """When each partner came into the stage in which it is.

        :return: dates by partner id; partners without a change are left out
        """
        return {
            partner.id: date
            for partner, date in self.sudo()._read_group(
                [("partner_id", "in", partner_ids)], ["partner_id"], ["date:max"]
            )
        }

    @api.model
    def _get_onboarding_days(self, domain, date_from, date_to):
        """Days from application to activity, of partners that became active in a period.

        Where there was no application, what counts begins with the onboarding.

        :param domain: of the partners
        :param date_from, date_to: first and last day of the period
        :return: days by partner id
        """
        self.flush_model()
        partners = self.env["res.partner"].sudo()._search(domain)
        rows = self.env.execute_query(SQL(
            """
            SELECT partner_id, EXTRACT(EPOCH FROM active - COALESCE(applied, onboarding)) / 86400.0
              FROM (
                    SELECT partner_id,
                           MIN(date) FILTER (WHERE state_to = 'applied') AS applied,
                           MIN(date) FILTER (WHERE state_to = 'onboarding') AS onboarding,
                           MIN(date) FILTER (WHERE state_to = 'active') AS active
                      FROM dms_lifecycle_change
                     WHERE partner_id IN %(partners)s
                  GROUP BY partner_id
                   ) AS life
             WHERE COALESCE(applied, onboarding) IS NOT NULL
               AND active >= %(date_from)s
               AND active < %(date_to)s::date + INTERVAL '1 day'
            """,
            partners=partners.subselect(), date_from=date_from, date_to=date_to,
        ))
        return {partner_id: max(float(days), 0.0) for partner_id, days in rows}
