from odoo import Command, api, models


class DmsDemoClaim(models.AbstractModel):
    """Claims that show what checks and rules do."""

    _inherit = "dms.demo.claim"

    @api.model
    def _load_checks(self):
        """A claim that a rule approves, one that was made before, and an error let pass."""
        demo = self.with_context(tracking_disable=True)
        small = demo._claim_again("damage_coastal", reference="small", goods=[("noo_03", 4)])
        twin = demo._claim_again("damage_coastal", reference="0312")
        self.env["ir.model.data"]._update_xmlids([
            {"xml_id": f"dms_claims.demo_claim_{name}", "record": claim, "noupdate": True}
            for name, claim in (("small_coastal", small), ("twin_coastal", twin))
        ])
        both = small | twin
        demo._hand_in_again(twin, self.env.ref("dms_claims.demo_claim_damage_coastal"))
        demo.env["dms.demo.claim.evidence"]._answer(small.ids)
        both.filtered("is_late").is_late_allowed = True
        both.action_submit()
        above = self.env.ref("dms_claims.demo_claim_target_coastal")
        manager = self.env.ref("dms_distributor.demo_user_manager")
        errors = above._get_current_checks().filtered(lambda check: check._is_open_error())
        if errors:
            errors.with_user(manager)._override(
                self.env._("Invoices of the last week reached us late; seen on paper.")
            )

    @api.model
    def _hand_in_again(self, claim, other):
        """Prove a claim by the very files that prove another."""
        for evidence in claim.evidence_ids:
            like = other.evidence_ids.filtered(
                lambda line, wanted=evidence.requirement_id: line.requirement_id == wanted
            )
            evidence.attachment_ids = [
                Command.create({"name": attachment.name, "raw": attachment.raw})
                for attachment in like.attachment_ids
            ]

    @api.model
    def _claim_again(self, name, reference, goods=()):
        """A draft like a claim of the demo, for what is expected of its goods.

        :param goods: product codes and quantities; none: the amount of the claim itself
        """
        like = self.env.ref(f"dms_claims.demo_claim_{name}")
        lines = [
            Command.create({**self._prepare_goods(like.claimant_id, code, quantity),
                            "claimed_amount": 1})
            for code, quantity in goods
        ] or [Command.create({
            "name": like.line_ids[:1].name, "claimed_amount": like.claimed_amount,
        })]
        claim = self.env["dms.claim"].create({
            "claimant_id": like.claimant_id.id, "type_id": like.type_id.id,
            "date_from": like.date_from, "date_to": like.date_to,
            "external_reference": f"{like.claimant_id.dms_code}/{reference}",
            "description": like.description, "origin": "portal", "line_ids": lines,
        })
        claim._update_expected()
        for line in claim.line_ids.filtered("expected_amount"):
            line.claimed_amount = line.expected_amount
        return claim
