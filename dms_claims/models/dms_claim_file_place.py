from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import format_date, format_datetime

from ..inspection import measure_distance

# How long before a visit begins and after it ends a photo still counts as taken on it.
VISIT_MARGIN = timedelta(hours=1)
# Clocks go ahead a little.
CLOCK_MARGIN = timedelta(hours=24)


class MetadataFinding(NamedTuple):
    """What a photo tells of itself that does not fit its claim, or is not told at all.

    :ivar code: ``time_unknown``, ``time_future``, ``time_outside``, ``place_unknown``,
        ``place_far``, ``visit_outside``
    :ivar is_wrong: whether it speaks against the claim; else it is told, and no more
    :ivar figure: days outside of the period, metres to the nearest place, hours to the visit
    :ivar limit: what of it is borne
    """

    code: str
    is_wrong: bool
    text: str
    figure: float = 0.0
    limit: float = 0.0


class DmsClaimFile(models.Model):
    """When and where photos were taken, against the claim's period, places and visits."""

    _inherit = "dms.claim.file"

    place_partner_id = fields.Many2one(
        "res.partner", "Nearest Place", compute="_compute_distance",
        help="The claim's outlet, else the claimant, that is nearest to where the photo was taken.",
    )
    distance_m = fields.Float(
        "Distance (m)", compute="_compute_distance", digits=(10, 0),
        help="From there to where the photo was taken.",
    )
    map_url = fields.Char("Map", compute="_compute_map_url")
    remark = fields.Char(
        "Remarks", compute="_compute_remark", help="What does not fit the claim, or is odd."
    )

    @api.depends("has_place", "latitude", "longitude", "claim_id.line_ids.outlet_id")
    def _compute_distance(self):
        for file in self:
            partner, distance = file._find_nearest_place()
            file.place_partner_id, file.distance_m = partner, distance

    @api.depends("has_place", "latitude", "longitude")
    def _compute_map_url(self):
        for file in self:
            file.map_url = file.has_place and (
                f"https://www.openstreetmap.org/?mlat={file.latitude:.6f}"
                f"&mlon={file.longitude:.6f}#map=17/{file.latitude:.6f}/{file.longitude:.6f}"
            )

    @api.depends_context("lang", "tz")
    @api.depends("problems", "taken_on", "has_place", "claim_id.date_from", "claim_id.date_to")
    def _compute_remark(self):
        findings = self._get_metadata_findings(self)
        labels = {
            "mislabelled": self.env._("its name tells another format"),
            "metadata_damaged": self.env._("what it tells of time and place can't be read"),
        }
        for file in self:
            odd = [labels[code] for code in (file.problems or "").split(",") if code in labels]
            wrong = [finding.text for finding in findings[file] if finding.is_wrong]
            file.remark = "; ".join(wrong + odd)

    @api.model
    def _get_metadata_findings(self, files):
        """What the metadata of photos say against their claims.

        Constant queries for any number of files.

        :return: {file: [MetadataFinding]}; empty for what is no photo
        """
        files = files.sudo()
        visits = self._get_visits(files)
        return {
            file: [
                *file._get_time_findings(), *file._get_place_findings(),
                *file._get_visit_findings(visits),
            ] if file.kind == "photo" else []
            for file in files
        }

    def _get_time_findings(self) -> list:
        """Whether the photo was taken in the period of the claim, as far as is known."""
        if not self.taken_on:
            return [MetadataFinding(
                "time_unknown", False, self.env._("it does not tell when it was taken")
            )]
        if self.taken_on > fields.Datetime.now() + CLOCK_MARGIN:
            return [MetadataFinding(
                "time_future", True, self.env._(
                    "it says that it was taken on %s, which is still to come",
                    format_date(self.env, self.taken_date),
                ),
            )]
        claim, limit = self.claim_id, self.company_id.dms_claim_photo_days
        days = max(
            (claim.date_from - self.taken_date).days, (self.taken_date - claim.date_to).days, 0
        )
        if days <= limit:
            return []
        return [MetadataFinding(
            "time_outside", True, self.env._(
                "it was taken on %(date)s, %(days)s days outside of the period %(first)s – "
                "%(last)s; %(limit)s are borne",
                date=format_date(self.env, self.taken_date), days=days, limit=limit,
                first=format_date(self.env, claim.date_from),
                last=format_date(self.env, claim.date_to),
            ), days, limit,
        )]

    def _get_place_findings(self) -> list:
        """Whether the photo was taken near a place of the claim, as far as is known."""
        if not self.has_place:
            return [MetadataFinding(
                "place_unknown", False, self.env._("it does not tell where it was taken")
            )]
        limit = self.company_id.dms_claim_photo_radius
        if not self.place_partner_id or self.distance_m <= limit:
            return []
        return [MetadataFinding(
            "place_far", True, self.env._(
                "it was taken %(distance)s from %(partner)s; %(limit)s are borne",
                distance=self._format_distance(self.distance_m),
                partner=self.place_partner_id.display_name, limit=self._format_distance(limit),
            ), self.distance_m, limit,
        )]

    def _get_visit_findings(self, visits) -> list:
        """Whether the photo was taken on the visit that the claim's lines name.

        :param visits: what ``_get_visits`` gives
        """
        named = {line.visit_reference for line in self.claim_id.line_ids if line.visit_reference}
        spans = [visits[name] for name in named if name in visits]
        if not spans or not self.taken_on:
            return []
        away = min(
            max(begun - self.taken_on, self.taken_on - ended, timedelta()) for begun, ended in spans
        )
        if away <= VISIT_MARGIN:
            return []
        hours, begun = round(away / timedelta(hours=1), 1), min(spans)[0]
        return [MetadataFinding(
            "visit_outside", True, self.env._(
                "it was taken %(hours)s hours away from the visit of %(visit)s that the claim "
                "names", hours=hours, visit=format_datetime(self.env, begun),
            ), hours, VISIT_MARGIN / timedelta(hours=1),
        )]

    def _get_age_shortcomings(self, limit) -> list:
        """Which of the files are older than ``limit`` days today, in words."""
        today = fields.Date.context_today(self)
        return [
            self.env._(
                "“%(name)s” was taken on %(date)s, more than %(limit)s days ago",
                name=file.name, date=format_date(self.env, file.taken_date), limit=limit,
            )
            for file in self
            if file.taken_date and (today - file.taken_date).days > limit
        ]

    @api.model
    def _get_visits(self, files) -> dict:
        """When the visits that claims name began and ended, by their references."""
        lines = files.claim_id.line_ids.filtered("visit_reference")
        return lines.outlet_id._get_dms_visit_spans(set(lines.mapped("visit_reference")))

    def _find_nearest_place(self):
        """The partner of the claim nearest to where the photo was taken, and the metres to it."""
        self.ensure_one()
        partners = self.env["res.partner"].sudo()
        if not self.has_place:
            return partners, 0.0
        claim = self.claim_id.sudo()
        outlets = claim.line_ids.outlet_id
        distances = [
            (measure_distance(
                (self.latitude, self.longitude),
                (partner.partner_latitude, partner.partner_longitude),
            ), partner.id)
            for partner in outlets or claim.claimant_id
            if partner.partner_latitude or partner.partner_longitude
        ]
        if not distances:
            return partners, 0.0
        distance, partner = min(distances)
        return partners.browse(partner), distance

    @api.model
    def _format_distance(self, metres) -> str:
        """A distance in words: metres, or kilometres from one on."""
        if metres < 1000:
            return self.env._("%s m", round(metres))
        return self.env._("%s km", round(metres / 1000, 1))
