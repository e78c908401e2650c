from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import date_utils

# A distributor that does not trade needs no reminder that it sells nothing.
NOT_TRADING = ("suspended", "ended")


class DmsKpiAlert(models.Model):
    """A KPI of a distributor that has turned bad, from then until it has recovered."""

    _name = "dms.kpi.alert"
    _description = "KPI Alert"
    _order = "state, severity desc, opened_on desc, id desc"
    _rec_name = "kpi_id"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    kpi_id = fields.Many2one("dms.kpi", "KPI", required=True, readonly=True, ondelete="cascade")
    category = fields.Selection(related="kpi_id.category")
    distributor_id = fields.Many2one(
        "res.partner", required=True, readonly=True, ondelete="cascade", index=True
    )
    snapshot_id = fields.Many2one(
        "dms.kpi.snapshot", string="Latest Value", readonly=True, ondelete="set null",
        index="btree_not_null",
    )
    value_text = fields.Char("Value", related="snapshot_id.value_text")
    target_text = fields.Char("Target", related="snapshot_id.target_text")
    date_from = fields.Date("Month", related="snapshot_id.date_from")
    severity = fields.Float(readonly=True, digits=(16, 2))
    user_id = fields.Many2one("res.users", string="Manager", readonly=True)
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, ondelete="set null", index="btree_not_null"
    )
    state = fields.Selection(
        [("open", "Open"), ("recovered", "Recovered")], required=True, default="open", readonly=True
    )
    opened_on = fields.Date(readonly=True, required=True, default=fields.Date.context_today)
    closed_on = fields.Date(readonly=True)

    _open_unique = models.UniqueIndex(
        "(kpi_id, distributor_id, company_id) WHERE state = 'open'",
        "A KPI of a distributor has one open alert.",
    )

    def action_open_scorecard(self):
        """Open the scorecard of the distributor in the month of the alert."""
        self.ensure_one()
        return self.env["dms.scorecard"]._get_action(self.distributor_id, self.date_from)

    def action_open_records(self):
        """Open the records behind the latest value."""
        self.ensure_one()
        return self.snapshot_id.action_open_records()

    @api.model
    def _is_current(self, kpi, period) -> bool:
        """Whether a period is the newest that is judged: past ones raise no alert any more."""
        if period.granularity != "month" or kpi.grain != "distributor":
            return False
        today = fields.Date.context_today(self.with_context(tz=period.timezone))
        running = date_utils.start_of(today, "month")
        newest = running if kpi.is_running else date_utils.subtract(running, months=1)
        # On the last day of a month it is complete already.
        return period.first == newest or (kpi._is_judged(period) and period.first == running)

    @api.model
    def _get_trading_domain(self) -> Domain:
        """Domain of alerts and KPI values of the distributors that trade, past the rules."""
        return Domain("distributor_id", "any!", Domain("dms_state", "not in", NOT_TRADING))

    @api.model
    def _follow(self, kpi, period):
        """Open an alert for each distributor whose value has turned bad; close those recovered."""
        if not self._is_current(kpi, period):
            return
        snapshots = self.env["dms.kpi.snapshot"].search([
            ("kpi_id", "=", kpi.id), ("company_id", "=", period.company_id),
            ("granularity", "=", "month"), ("date_from", "=", period.first),
        ]).filtered_domain(self._get_trading_domain())
        bad = {one.distributor_id: one for one in snapshots if one.status == "bad"}
        judged = {one.distributor_id for one in snapshots if one.status != "unknown"}
        alerts = self.search([
            ("kpi_id", "=", kpi.id), ("company_id", "=", period.company_id), ("state", "=", "open"),
        ])
        for alert in alerts:
            snapshot = bad.pop(alert.distributor_id, None)
            if snapshot:
                alert.write({"snapshot_id": snapshot.id, "severity": snapshot.severity})
            elif alert.distributor_id in judged or not alert.filtered_domain(
                self._get_trading_domain()
            ):
                alert._recover()
        self._open(bad)

    @api.model
    def _open(self, snapshots):
        """Open alerts and tell the managers.

        :param snapshots: bad value by distributor
        """
        partners = self.env["res.partner"].union(*snapshots)
        managers = partners._get_dms_managers()
        alerts = self.create([
            self._prepare_alert_values(snapshot, managers.get(partner))
            for partner, snapshot in snapshots.items()
        ])
        activities = self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [alert._prepare_activity_values() for alert in alerts if alert.user_id]
        )
        for alert, activity in zip(alerts.filtered("user_id"), activities, strict=True):
            alert.activity_id = activity

    @api.model
    def _prepare_alert_values(self, snapshot, user):
        """Values of the alert about a bad value.

        :param user: who is told; empty when there is nobody
        """
        return {
            "company_id": snapshot.company_id.id,
            "kpi_id": snapshot.kpi_id.id,
            "distributor_id": snapshot.distributor_id.id,
            "snapshot_id": snapshot.id,
            "severity": snapshot.severity,
            "user_id": user.id if user else False,
        }

    def _prepare_activity_values(self):
        """Values of the activity that tells the manager."""
        self.ensure_one()
        snapshot = self.snapshot_id
        return {
            "activity_type_id": self.env.ref("dms_distributor.activity_type_kpi").id,
            "res_model_id": self.env["ir.model"]._get_id("res.partner"),
            "res_id": self.distributor_id.id,
            "user_id": self.user_id.id,
            "summary": self.env._(
                "%(kpi)s: %(value)s, target %(target)s",
                kpi=self.kpi_id.name, value=snapshot.value_text, target=snapshot.target_text,
            ),
            "note": self.env._(
                "%(kpi)s of %(distributor)s turned bad in %(month)s. It closes by itself when the "
                "figure has recovered.",
                kpi=self.kpi_id.name, distributor=self.distributor_id.name,
                month=snapshot._get_period_name(),
            ),
        }

    def _recover(self):
        """Close alerts, and the activities that told of them."""
        for alert in self:
            alert.activity_id.action_feedback(
                feedback=self.env._("%s has recovered.", alert.kpi_id.name)
            )
        self.write({"state": "recovered", "closed_on": fields.Date.context_today(self)})

    @api.model
    def _get_since(self, kpi_ids, distributor_ids):
        """Since when each of some KPIs of distributors has been bad.

        :return: a day by (KPI, distributor)
        """
        return {
            (kpi.id, distributor.id): day
            for kpi, distributor, day in self._read_group(
                [
                    ("kpi_id", "in", kpi_ids), ("distributor_id", "in", distributor_ids),
                    ("state", "=", "open"),
                ],
                ["kpi_id", "distributor_id"], ["opened_on:min"],
            )
        }
