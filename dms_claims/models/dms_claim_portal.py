from odoo import api, models
from odoo.fields import Domain

# What a portal user may ask of a claim by itself; pages read the rest after the access check.
# A field that is added to claims stays with the staff until it is named here.
PORTAL_FIELDS = {
    "age_bucket", "approved_amount", "claimant_id", "claimed_amount", "company_id", "create_date",
    "currency_id", "date_from", "date_to", "decide_by", "decision_date", "decision_reason",
    "description", "display_name", "external_reference", "id", "is_disputed", "kind", "name",
    "remaining_amount", "reversal_of_id", "scheme_id", "settled_amount", "state", "submit_by",
    "submit_date", "type_id", "unanswered_count", "write_date",
}


class DmsClaim(models.Model):
    """A claim as its claimant sees it: where it stands, never what we think of it."""

    _inherit = "dms.claim"

    @api.model
    def _has_field_access(self, field, operation):
        return super()._has_field_access(field, operation) and (
            self.env.su or not self.env.user.share or field.name in PORTAL_FIELDS
        )

    def _get_portal_path(self) -> str:
        """The address of the claim's page in the portal."""
        self.ensure_one()
        return f"/my/dms/claims/{self.id}"

    def _get_access_action(self, access_uid=None, force_website=False):
        """Lead portal users from a mail to the claim's page."""
        user = self.env["res.users"].sudo().browse(access_uid) if access_uid else self.env.user
        if not (user.share or force_website):
            return super()._get_access_action(
                access_uid=access_uid, force_website=force_website
            )
        return {
            "type": "ir.actions.act_url", "target": "self", "res_id": self.id,
            "url": self._get_portal_path(),
        }

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        """Mails to distributors have a button to the claim's page too."""
        groups = super()._notify_get_recipients_groups(
            message, model_description, msg_vals=msg_vals
        )
        for name, _is_member, group in groups if self else ():
            if name == "portal":
                group.update(active=True, has_button_access=True)
        return groups

    @api.model
    def _get_portal_domain(self) -> Domain:
        """Domain of the claims that the user's pages show: those of its network, in its company."""
        return self.env.user._get_network_domain("claimant_id") & Domain(
            "company_id", "=", self.env.company.id
        )

    def _prepare_portal_lines(self) -> list[dict]:
        """The lines as the claimant sees them.

        What we reckon with is told once it is decided, where it explains why less was approved;
        what free goods cost us never is.

        :return: dicts of ``line``, ``details``, ``reason`` and ``expected`` (None: not told)
        """
        self.ensure_one()
        is_decided = self.state in ("approved", "settled", "refused")
        tells_expected = is_decided and self.kind != "free_goods"
        return [
            {
                "line": line,
                "details": line._word_portal_details(),
                "reason": line._word_portal_reason() if is_decided else "",
                "expected": line.expected_amount
                if tells_expected and line.has_expected and line.difference_amount > 0 else None,
            }
            for line in self.line_ids
        ]

    def _prepare_portal_events(self) -> list[dict]:
        """What has happened to the claim, the newest first, as far as it concerns the claimant.

        :return: dicts of ``date``, ``icon``, ``title`` and ``kind``, and ``text`` and ``files``
            where there are any
        """
        self.ensure_one()
        entered = self.create_date.date()
        events = [{
            # What came in another way may be submitted as of a day before.
            "date": min(entered, self.submit_date or entered), "kind": "created",
            "icon": "fa-pencil", "title": self.env._("Entered"),
        }]
        if self.submit_date:
            events.append({
                "date": self.submit_date, "icon": "fa-paper-plane", "kind": "submitted",
                "title": self.env._("Submitted"),
            })
        if self.decision_date and self.state in ("approved", "settled", "refused"):
            is_refused = self.state == "refused"
            events.append({
                "date": self.decision_date, "kind": "decided",
                "icon": "fa-times" if is_refused else "fa-check",
                "title": self.env._("Refused") if is_refused else self.env._("Approved"),
                "text": self.decision_reason,
            })
        events += [
            {
                "date": message.date.date(), "icon": "fa-comment-o", "kind": "message",
                "title": message.author_id.name or message.email_from, "text": message.body,
                "files": message.attachment_ids,
            }
            for message in self._get_portal_messages()
        ]
        # Of one day, what comes later in the list came later.
        return sorted(events, key=lambda event: event["date"])[::-1]

    def _get_portal_messages(self):
        """Messages of the claim that are meant for the claimant too: no notes, no log."""
        messages = self.env["mail.message"]
        return messages.search(
            self._get_portal_messages_domain() & messages._get_search_domain_share(),
            order="id",
        )

    def _get_portal_messages_domain(self) -> Domain:
        """Domain of the messages that people wrote on the claim, or in talks about it."""
        self.ensure_one()
        own = Domain("model", "=", self._name) & Domain("res_id", "=", self.id)
        talks = Domain("model", "=", "dms.claim.query") & Domain("res_id", "in", self.query_ids.ids)
        return own & Domain("message_type", "in", ("comment", "email")) | talks

    def _get_portal_files(self):
        """Files that the claimant may open: its proofs, and what was sent with messages."""
        self.ensure_one()
        return self.evidence_ids.attachment_ids | self._get_portal_messages().attachment_ids
