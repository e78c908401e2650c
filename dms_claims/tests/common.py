from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class ClaimCase(TransactionCase):
    """A claimant in a territory, a claim type with one required proof, and those who decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["tier.definition"].search([("model", "=", "dms.claim")]).active = False
        cls.env["dms.claim.rule"].search([]).active = False
        # Tests of checks say what is an error; in all others nothing stands against a claim.
        cls.env["dms.claim.check.setting"].search([]).severity = "warning"
        cls.tier = cls.env["dms.tier"].create({"name": "Stockist", "code": "CLAIM-TEST"})
        cls.north, cls.south = cls.env["dms.territory"].create(
            [{"name": "Far north", "code": "CLAIM-N"}, {"name": "Far south", "code": "CLAIM-S"}]
        )
        cls.claimant, cls.stranger = cls.env["res.partner"].create(
            [
                {"name": "Claimant", "dms_tier_id": cls.tier.id, "dms_territory_id": cls.north.id},
                {"name": "Stranger", "dms_tier_id": cls.tier.id, "dms_territory_id": cls.south.id},
            ]
        )
        cls.claim_type = cls.env["dms.claim.type"].create(
            {
                "name": "Damage", "code": "CLAIM-TEST", "kind": "damage", "window_days": 30,
                "evidence_ids": [
                    Command.create({"name": "Photo"}),
                    Command.create({"name": "Letter", "is_required": False}),
                ],
            }
        )
        cls.user = new_test_user(
            cls.env, "claim_user", groups="dms_distributor.group_user",
            dms_territory_ids=[Command.link(cls.north.id)],
        )
        cls.manager = new_test_user(
            cls.env, "claim_manager", groups="dms_distributor.group_manager"
        )
        cls.head = new_test_user(
            cls.env, "claim_head", groups="dms_distributor.group_administrator"
        )

    @classmethod
    def _create_claim(cls, user=None, evidence=True, **values):
        today = cls.env["dms.claim"]._fields["date_to"].today()
        claim = cls.env["dms.claim"].with_user(user or cls.env.user).create(
            {
                "claimant_id": cls.claimant.id,
                "type_id": cls.claim_type.id,
                "date_from": today,
                "date_to": today,
                "claimed_amount": 100,
                **values,
            }
        )
        if evidence:
            cls._attach(claim)
        return claim

    @classmethod
    def _attach(cls, claim):
        """Answer every required line of the checklist."""
        for evidence in claim.evidence_ids.filtered("is_required"):
            evidence.attachment_ids = [Command.create({"name": "photo.txt", "raw": b"a photo"})]

    @classmethod
    def _define_tier(cls, group, domain="[]", sequence=10):
        return cls.env["tier.definition"].create(
            {
                "name": group,
                "model_id": cls.env.ref("dms_claims.model_dms_claim").id,
                "review_type": "group",
                "reviewer_group_id": cls.env.ref(group).id,
                "definition_domain": domain,
                "approve_sequence": True,
                "sequence": sequence,
            }
        )
