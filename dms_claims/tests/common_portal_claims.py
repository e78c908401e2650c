import io

from odoo import Command
from odoo.addons.dms_distributor.tests.common_portal import PortalCommon
from odoo.http import Request
from PIL import Image


class ClaimPortalCommon(PortalCommon):
    """Two distributors that claim in the portal; nobody is asked to approve."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["tier.definition"].search([("model", "=", "dms.claim")]).active = False
        cls.types = {
            kind: cls.env["dms.claim.type"].create({
                "name": f"Portal {kind}", "code": f"PORTAL-{kind}", "kind": kind,
                "window_days": 60, "evidence_ids": [
                    Command.create({"name": "Photo of it", "is_required": kind == "damage"}),
                ],
            })
            for kind in ("damage", "rate_difference", "freight", "price_protection")
        }
        cls.env["product.product"].search([]).sale_ok = False
        cls.products.sale_ok = True

    @classmethod
    def _create_claim(cls, claimant, kind="freight", amount=100, **values):
        return cls.env["dms.claim"].create({
            "claimant_id": claimant.id, "type_id": cls.types[kind].id,
            "date_from": cls.today, "date_to": cls.today,
            "line_ids": amount and [
                Command.create({"name": "Transport in May", "claimed_amount": amount}),
            ],
            **values,
        })

    @classmethod
    def _decide(cls, claim, approved, reason="Only what the bill shows."):
        claim.action_submit()
        claim.write({"proposed_amount": approved, "decision_reason": reason})
        if approved:
            claim.action_approve()
        else:
            claim.action_refuse()
        return claim

    @staticmethod
    def make_photo(colour="red"):
        content = io.BytesIO()
        picture = Image.new("RGB", (64, 48), colour)
        for place in range(48):
            picture.putpixel((place, place), (0, place * 5, 255 - place))
        picture.save(content, "JPEG")
        return content.getvalue()

    def post(self, path, files=None, **values):
        """Send a form, as the page of the claim does."""
        values["csrf_token"] = Request.csrf_token(self)
        return self.url_open(path, data=values, files=files)

    def send_photo(self, claim, content=None, name="photo.jpg", evidence=None):
        evidence = evidence or claim.evidence_ids[:1]
        return self.post(
            f"/my/dms/claims/{claim.id}/files", evidence_id=evidence.id,
            files={"file": (name, content or self.make_photo(), "image/jpeg")},
        )
