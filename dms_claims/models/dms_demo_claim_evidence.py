import io
from datetime import timedelta
from random import Random

from odoo import Command, api, fields, models
from odoo.tools import format_amount, format_date
from PIL import Image, ImageDraw, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

SIZE = (1280, 960)
CARTONS = ("#b5651d", "#c98a4b", "#9c5221", "#d9a066", "#a0522d")
LABELS = ("#e63946", "#1d6fa5", "#2a9d8f", "#f4a261", "#6a4c93", "#ffffff")
# Tags of a photo's metadata: where the moments and the place stand, and what they are.
EXIF, GPS = 0x8769, 0x8825
TIME, OFFSET = 0x9003, 0x9011


class DmsDemoClaimEvidence(models.AbstractModel):
    """Photos and papers for the demo's claims; photos tell time and place as those of phones."""

    _name = "dms.demo.claim.evidence"
    _description = "Demo Evidence"

    @api.model
    def _answer(self, claim_ids):
        """Answer what the checklists of draft claims require.

        :param claim_ids: identifiers of ``dms.claim``
        """
        claims = self.env["dms.claim"].browse(claim_ids).with_context(tracking_disable=True)
        for evidence in claims.evidence_ids.filtered(lambda line: line.status == "missing"):
            claim, requirement = evidence.claim_id, evidence.requirement_id
            is_photo = requirement.file_kind == "photo" or "photo" in evidence.name.lower()
            reference = (claim.external_reference or claim.name).replace("/", "-")
            make, ending = (self._paint, "jpg") if is_photo else (self._print, "pdf")
            given = len(set(evidence.file_ids.mapped("sha256")))
            evidence.attachment_ids = [
                Command.create({
                    "name": f"{reference}-{requirement.sequence or 1}-{number}.{ending}",
                    "raw": make(claim, evidence, number),
                })
                for number in range(given + 1, max(requirement.min_files, 1) + 1)
            ]

    @api.model
    def _print(self, claim, evidence, number):
        """A page of paper about a claim, as a PDF."""
        stream = io.BytesIO()
        page = Canvas(stream, pagesize=A4)
        width, height = A4
        page.setFont("Helvetica-Bold", 18)
        page.drawString(60, height - 80, evidence.name)
        page.setFont("Helvetica", 11)
        rows = [
            ("From", claim.claimant_id.name), ("Claim", claim.name),
            ("Reference", claim.external_reference or ""), ("About", claim.type_id.name),
            ("Period", f"{format_date(self.env, claim.date_from)} - "
                       f"{format_date(self.env, claim.date_to)}"),
            ("Amount", format_amount(self.env, claim.claimed_amount, claim.currency_id)),
            *((line.name or "", format_amount(self.env, line.claimed_amount, claim.currency_id))
              for line in claim.line_ids),
        ]
        for place, (label, text) in enumerate(rows):
            page.drawString(60, height - 130 - 20 * place, label[:40])
            page.drawString(300, height - 130 - 20 * place, text.encode("latin-1", "replace")
                            .decode("latin-1"))
        page.line(60, 160, width - 60, 160)
        page.drawString(60, 140, f"Demonstration paper {number}")
        page.save()
        return stream.getvalue()

    @api.model
    def _paint(self, claim, evidence, number):
        """A photo of goods on a shelf, as a JPEG with time and place."""
        chance = Random(f"{claim.external_reference} {evidence.name} {number}")
        picture = Image.new("RGB", SIZE, chance.choice(("#dfe3e6", "#cfd8dc", "#e8e0d5")))
        draw = ImageDraw.Draw(picture)
        for top in range(60, SIZE[1] - 200, 290):
            self._paint_shelf(draw, chance, top)
        draw.rectangle((0, SIZE[1] - 90, SIZE[0], SIZE[1]), fill="#8d8d8d")
        picture = picture.filter(ImageFilter.GaussianBlur(1.2))
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=72, exif=self._prepare_exif(claim, chance))
        return stream.getvalue()

    @api.model
    def _paint_shelf(self, draw, chance, top):
        left = chance.randint(10, 60)
        while left < SIZE[0] - 150:
            width, height = chance.randint(110, 210), chance.randint(120, 215)
            bent = chance.randint(-14, 14)
            bottom = top + 230
            middle = bottom - height // 2
            draw.polygon(
                [(left + bent, bottom - height), (left + width + bent, bottom - height + bent),
                 (left + width, bottom), (left, bottom)],
                fill=chance.choice(CARTONS), outline="#5b3716",
            )
            draw.rectangle(
                (left + 18, middle - 25, left + width - 18, middle + 25),
                fill=chance.choice(LABELS),
            )
            left += width + chance.randint(4, 70)
        draw.rectangle((0, top + 230, SIZE[0], top + 250), fill="#6b7075")

    @api.model
    def _prepare_exif(self, claim, chance):
        """When and where the photo was taken: late in the period, a few steps from the place."""
        day = min(claim.date_to, fields.Date.today()) - timedelta(days=chance.randint(0, 2))
        exif = Image.Exif()
        exif[EXIF] = {
            TIME: f"{max(day, claim.date_from):%Y:%m:%d} 10:{chance.randint(10, 59)}:00",
            OFFSET: "+05:30",
        }
        place = claim.line_ids.outlet_id[:1] or claim.claimant_id
        if place.partner_latitude or place.partner_longitude:
            latitude, longitude = (
                value + chance.randint(-40, 40) / 100_000
                for value in (place.partner_latitude, place.partner_longitude)
            )
            exif[GPS] = {
                1: "N" if latitude >= 0 else "S", 2: self._split_degrees(abs(latitude)),
                3: "E" if longitude >= 0 else "W", 4: self._split_degrees(abs(longitude)),
            }
        return exif

    @api.model
    def _split_degrees(self, degrees):
        minutes = degrees % 1 * 60
        return float(int(degrees)), float(int(minutes)), round(minutes % 1 * 60, 3)
