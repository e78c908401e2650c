from odoo import models

# Sales beyond these are told by their number: the screen has them all.
PRINTED_SALES = 100


class DmsClaim(models.Model):
    """All that a claim rests on and has led to, on one page."""

    _inherit = "dms.claim"

    def action_print_audit(self):
        """The audit page of these claims as a PDF."""
        return self.env.ref("dms_claims.report_claim_audit").report_action(self)

    def _get_walk_action(self):
        """Open these claims: one by itself, many as a list."""
        action = self.env["ir.actions.act_window"]._for_xml_id("dms_claims.action_claim")
        action.update(domain=[("id", "in", self.ids)], context={"create": False})
        if len(self) == 1:
            action.update(res_id=self.id, views=[(False, "form")], view_mode="form")
        return action

    def _prepare_audit(self) -> dict:
        """What the audit page shows, past the access to each part of it.

        :return: records and figures by name
        :raise AccessError: for those who may not read the claim
        """
        self.check_access("read")
        claim = self.sudo()
        sources = claim.source_ids
        items = self.env["account.move.line"].sudo().search(
            [("dms_claim_id", "in", claim.ids)], order="date, move_id, id"
        )
        return {
            "claim": claim,
            "lines": claim.line_ids,
            "checks": claim._get_current_checks().sorted("rank", reverse=True),
            "files": claim.file_ids.sorted("id"),
            "reviews": claim.review_ids.sorted("sequence"),
            "queries": claim.query_ids.sorted("id"),
            "settlements": claim.settlement_ids.sorted("id"),
            "moves": items.grouped("move_id"),
            "sources": sources[:PRINTED_SALES],
            "sources_left": max(len(sources) - PRINTED_SALES, 0),
            "sales": {
                "count": len(sources), "amount": sum(sources.mapped("net_amount")),
                "currency": sources.currency_id[:1],
                "first": min(sources.mapped("date"), default=False),
                "last": max(sources.mapped("date"), default=False),
            },
            "history": claim._get_audit_history(),
        }

    def _get_audit_history(self) -> list:
        """When the claim changed hands: the day, who did it, and to which state.

        :return: tuples of the date, the author's name, the state before and after
        """
        field = self.env["ir.model.fields"]._get(self._name, "state")
        values = self.env["mail.tracking.value"].sudo().search([
            ("mail_message_id.model", "=", self._name), ("mail_message_id.res_id", "=", self.id),
            ("field_id", "=", field.id),
        ], order="id")
        return [
            (
                value.mail_message_id.date, value.mail_message_id.author_id.name,
                value.old_value_char, value.new_value_char,
            )
            for value in values
        ]
