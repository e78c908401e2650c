import base64

from odoo import api, fields, models

HEADINGS = (
    "Claim Reference,Claim Type,Period From,Period To,Product Code,Quantity,Unit Price,"
    "Claimed Amount,Description"
)


class DmsDemoClaimUpload(models.AbstractModel):
    """Demonstration: a file of claims of which some rows are to be mended."""

    _name = "dms.demo.claim.upload"
    _description = "Demonstration of Files of Claims"

    @api.model
    def _load(self):
        """Create the demonstration once; called while demo data are loaded."""
        self = self.with_context(tracking_disable=True, mail_notify_force_send=False)
        uploads = self.env["dms.claim.upload"]
        if uploads.search_count([], limit=1):
            return
        for name in ("sunrise", "coastal"):
            partner = self.env.ref(
                f"dms_distributor.demo_distributor_{name}", raise_if_not_found=False
            )
            if partner:
                upload = uploads.create({
                    "distributor_id": partner.id, "file_name": "claims.csv", "source": "portal",
                    "file": base64.b64encode(self._write_file(name).encode()),
                })
                upload.action_load()

    @api.model
    def _write_file(self, name) -> str:
        """A file as a distributor's program writes it."""
        last = fields.Date.context_today(self)
        first = fields.Date.subtract(last, days=9)
        period = f"{first},{last}"
        product = self.env.ref("dms_distributor.demo_product_bis_01")
        number = name[:2].upper()
        return "\n".join([
            HEADINGS,
            f"{number}-F-101,FREIGHT,{period},,,,46.50,Lorry to the depot at Nashik",
            f"{number}-F-101,FREIGHT,{period},,,,12.00,Unloading",
            f"{number}-D-102,DAMAGE,{period},{product.default_code},96,0.08,,Cartons crushed",
            f"{number}-D-102,DAMAGE,{period},{product.default_code},a few,0.08,,Cartons wet",
            f"{number}-X-103,FRIEGHT,{period},,,,18.00,Lorry to the depot at Pune",
        ])
