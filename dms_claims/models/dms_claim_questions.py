from datetime import timedelta

from markupsafe import Markup
from odoo import api, fields, models
from odoo.exceptions import UserError


class DmsClaim(models.Model):
    """Questions about a claim, and what they do to the time for deciding on it."""

    _inherit = "dms.claim"

    query_ids = fields.One2many("dms.claim.query", "claim_id", "Questions and Disputes")
    query_count = fields.Integer("Questions", compute="_compute_query_count")
    unanswered_count = fields.Integer(
        "Answers Owed by the Claimant", compute="_compute_unanswered_count", store=True
    )
    is_disputed = fields.Boolean(
        "In Dispute", compute="_compute_unanswered_count", store=True,
        help="The claimant does not accept the decision.",
    )
    paused_on = fields.Date(
        "Waits for the Claimant since", readonly=True, copy=False,
        help="While the claimant owes an answer, the time for deciding does not run.",
    )
    paused_days = fields.Integer("Days Waited", readonly=True, copy=False)

    def _compute_query_count(self):
        counts = dict(self.env["dms.claim.query"]._read_group(
            [("claim_id", "in", self.ids)], ["claim_id"], ["__count"]
        ))
        for claim in self:
            claim.query_count = counts.get(claim, 0)

    # Stored on the claim, so that two answers at the same time meet on its row: the second runs
    # again, and sees the first.
    @api.depends("query_ids.state", "query_ids.kind")
    def _compute_unanswered_count(self):
        for claim in self:
            going_on = claim.query_ids.filtered(lambda query: query.state != "closed")
            claim.unanswered_count = len(
                going_on.filtered(lambda query: (query.kind, query.state) == ("query", "open"))
            )
            claim.is_disputed = "dispute" in going_on.mapped("kind")

    @api.depends("paused_on", "paused_days")
    def _compute_decide_by(self):
        """The time for deciding does not run while the claimant owes an answer."""
        result = super()._compute_decide_by()
        for claim in self.filtered("decide_by"):
            claim.decide_by = (
                not claim.paused_on and claim.decide_by + timedelta(days=claim.paused_days)
            )
        return result

    def action_ask(self):
        """Ask the claimant something; the time for deciding waits for the answer."""
        self.ensure_one()
        return self._open_query_dialog("ask", self.env._("Ask the Claimant"))

    def action_open_queries(self):
        """Open the questions and disputes of this claim."""
        self.ensure_one()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("dms_claims.action_claim_query"),
            "domain": [("claim_id", "=", self.id)],
            "context": {},
        }

    def _open_query_dialog(self, step, title, **context):
        return {
            "name": title,
            "type": "ir.actions.act_window",
            "res_model": "dms.claim.query.dialog",
            "view_mode": "form",
            "target": "new",
            "context": {"default_claim_id": self.id, "default_step": step, **context},
        }

    # Steps. Callers check the access first.

    def _raise_query(self, question, line=None, deadline=None, attachments=None):
        """Ask the claimant something. Its time for deciding waits until the answer.

        :param question: plain text
        :param line: the ``dms.claim.line`` that it is about; none: the whole claim
        :param deadline: a date; none: the days of the claim's type from today
        :param attachments: ``ir.attachment`` records that belong to no record yet, or none
        :return: the ``dms.claim.query``
        :raise UserError: when the claim does not wait for a decision, or the text is empty
        """
        self.ensure_one()
        if self.state != "submitted":
            raise UserError(self.env._(
                "Claim %s does not wait for a decision: there is nothing to ask.", self.name
            ))
        return self._open_query("query", question, line, deadline, attachments)

    def _open_query(self, kind, text, line, deadline, attachments):
        text = (text or "").strip()
        if not text:
            raise UserError(self.env._("Claim %s: write what you want to say.", self.name))
        if line and line.claim_id != self:
            raise UserError(self.env._("Claim %s has no such line: choose one of its own.",
                                       self.name))
        # What was closed a moment ago does not stand in the way of the next.
        self.sudo().query_ids.flush_recordset(["state"])
        query = self.env["dms.claim.query"].sudo().create({
            "claim_id": self.id,
            "kind": kind,
            "line_id": line and line.id,
            "question": text,
            "deadline": deadline or self._get_answer_deadline(kind),
        })
        query._say(text, attachments)
        labels = dict(query._fields["kind"]._description_selection(self.env))
        self.sudo()._message_log(body=Markup("<p>%s: %s</p>") % (labels[kind], text))
        return query.with_env(self.env)

    def _get_answer_deadline(self, kind):
        """By when a question, or a dispute, is to be answered when nobody says otherwise."""
        self.ensure_one()
        days = self.type_id.answer_days if kind == "query" else self.type_id.sla_days
        return fields.Date.context_today(self) + timedelta(days=days or self.type_id.answer_days)

    def _update_pause(self):
        """Stop the clock while the claimant owes an answer, and let it run on afterwards."""
        today = fields.Date.context_today(self)
        for claim in self.sudo().with_context(skip_validation_check=True):
            if claim.unanswered_count and not claim.paused_on:
                claim.paused_on = today
            elif not claim.unanswered_count and claim.paused_on:
                claim.write({
                    "paused_days": claim.paused_days + (today - claim.paused_on).days,
                    "paused_on": False,
                })

    def _get_claimant_contacts(self):
        """Whom a message to the claimant reaches: its address, and its people in the portal."""
        self.ensure_one()
        users = self.env["res.users"].sudo().search([
            ("share", "=", True),
            ("partner_id", "child_of", self.claimant_id.ids),
        ])
        return self.claimant_id | users.partner_id

    # Workflow

    @api.model
    def _get_system_fields(self) -> set:
        return super()._get_system_fields() | {
            "is_disputed", "paused_days", "paused_on", "unanswered_count",
        }

    @api.model
    def _get_under_validation_exceptions(self):
        return [*super()._get_under_validation_exceptions(), "query_ids"]

    def _prepare_submit_values(self) -> dict:
        return {**super()._prepare_submit_values(), "paused_on": False, "paused_days": 0}

    def _move(self, state, **values):
        result = super()._move(state, **values)
        if state != "submitted":
            # There is nothing left to ask; disputes go on after a decision.
            self.sudo().query_ids.filtered(lambda query: query.kind == "query")._close()
        return result
