from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models


class DmsRoutingCase(models.Model):
    """An exception that somebody was given, until it is no more."""

    _name = "dms.routing.case"
    _description = "Exception"
    _order = "state desc, opened_on desc, id desc"
    _rec_name = "text"

    kind = fields.Selection("_selection_kind", "Exception", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner", "Distributor", readonly=True, index=True, ondelete="cascade"
    )
    territory_id = fields.Many2one(related="partner_id.dms_territory_id")
    res_model = fields.Char(required=True, readonly=True)
    res_id = fields.Many2oneReference("Record", model_field="res_model", readonly=True)
    text = fields.Text("What", readonly=True)
    amount = fields.Monetary(readonly=True)
    rule_id = fields.Many2one(
        "dms.routing.rule", readonly=True, index="btree_not_null", ondelete="set null"
    )
    user_id = fields.Many2one("res.users", "Given to", readonly=True, index="btree_not_null")
    state = fields.Selection(
        [("open", "Open"), ("closed", "Settled")], required=True, default="open", readonly=True
    )
    opened_on = fields.Date("Since", required=True, readonly=True)
    escalated_on = fields.Date("Escalated", readonly=True)
    closed_on = fields.Date("Settled on", readonly=True)
    activity_id = fields.Many2one(
        "mail.activity", readonly=True, ondelete="set null", index="btree_not_null"
    )

    _open_unique = models.UniqueIndex(
        "(company_id, kind, res_model, res_id) WHERE state = 'open'",
        "An exception is given to one person at a time.",
    )

    @api.model
    def _selection_kind(self):
        return self.env["dms.routing.rule"]._selection_kind()

    def action_open_record(self):
        """Open what is to be looked into."""
        self.ensure_one()
        if self.kind == "price_breach":
            return {
                **self.env["ir.actions.act_window"]._for_xml_id(
                    "dms_distributor.action_price_breach"
                ),
                "domain": [("distributor_id", "=", self.partner_id.id), ("state", "=", "open")],
            }
        return self.env[self.res_model].browse(self.res_id).get_formview_action()

    @api.model
    def _cron_route(self):
        """Give new exceptions to somebody, escalate old ones, and close those that are no more."""
        companies = self.env["dms.routing.rule"].search([("active", "=", True)]).company_id
        for done, company in enumerate(companies, 1):
            self.with_company(company)._route(company)
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - done):
                break

    @api.model
    def _route(self, company):
        """Bring the exceptions of ``company`` up to date."""
        rules = self.env["dms.routing.rule"].search([("company_id", "=", company.id)])
        for kind in self.env["dms.routing.exception"]._get_kinds():
            found = {
                (item.model, item.record_id): item
                for item in self.env["dms.routing.exception"]._find(kind, company)
            }
            opened = self.search(
                [("company_id", "=", company.id), ("kind", "=", kind), ("state", "=", "open")]
            )
            known = {(case.res_model, case.res_id): case for case in opened}
            for key in known.keys() - found.keys():
                known[key]._close()
            self._open_cases(
                company, kind, rules, [found[key] for key in found if key not in known]
            )
            for key in found.keys() & known.keys():
                known[key]._escalate()

    @api.model
    def _open_cases(self, company, kind: str, rules, found):
        """Open a case for each of ``found`` that a rule fits."""
        partners = self.env["res.partner"].browse({item.partner_id for item in found})
        managers = partners._get_dms_managers() if partners else {}
        for item in found:
            partner = self.env["res.partner"].browse(item.partner_id)
            rule = next((rule for rule in rules if rule._fits(kind, partner, item.amount)), None)
            user = rule and rule._get_user(managers[partner])
            if not user:
                continue
            case = self.create(
                {
                    "kind": kind, "company_id": company.id, "partner_id": partner.id,
                    "res_model": item.model, "res_id": item.record_id, "text": item.text,
                    "amount": item.amount, "rule_id": rule.id, "user_id": user.id,
                    "opened_on": fields.Date.context_today(self),
                }
            )
            case._schedule_activity()

    def _schedule_activity(self):
        """Put an activity on the record, or on the distributor where it takes none."""
        self.ensure_one()
        record = self.env[self.res_model].browse(self.res_id)
        if not hasattr(record, "activity_schedule"):
            record = self.partner_id
        labels = dict(self._fields["kind"]._description_selection(self.env))
        deadline = fields.Date.context_today(self) + timedelta(days=self.rule_id.deadline_days)
        self.activity_id = record.with_context(mail_activity_quick_update=True).activity_schedule(
            "mail.mail_activity_data_warning", date_deadline=deadline,
            summary=labels[self.kind], note=Markup("<p>%s</p>") % self.text,
            user_id=self.user_id.id,
        )

    def _escalate(self):
        """Give the case to somebody higher up when it has been open too long."""
        self.ensure_one()
        rule, today = self.rule_id, fields.Date.context_today(self)
        is_late = (
            rule.escalation_days
            and not self.escalated_on
            and self.opened_on + timedelta(days=rule.escalation_days) <= today
        )
        user = is_late and rule._get_higher_user(self.partner_id, self.user_id)
        if not user or user == self.user_id:
            return
        note = self.env._(
            "%(user)s was given it on %(date)s.", user=self.user_id.name, date=self.opened_on
        )
        self._settle_activity(self.env._("Escalated to %s.", user.name))
        self.write({"user_id": user.id, "escalated_on": today, "text": f"{self.text}\n{note}"})
        self._schedule_activity()

    def _close(self):
        """Settle the case: what it was about is no more."""
        self.ensure_one()
        self._settle_activity(self.env._("Settled."))
        self.write({"state": "closed", "closed_on": fields.Date.context_today(self)})

    def _settle_activity(self, feedback: str):
        """Mark the activity done, where the person has not done so."""
        activity = self.activity_id.exists()
        if activity.active:
            activity.action_feedback(feedback=feedback)
