from odoo import api, fields, models

SAME_FILE, LIKE_PHOTO = "attachment", "photo"


class DmsClaimCheck(models.Model):
    """Whether the files of a claim have proved another claim, and what their photos tell."""

    _inherit = "dms.claim.check"

    code = fields.Selection(
        selection_add=[
            ("attachment", "Same file"),
            ("photo", "Like photo"),
            ("metadata", "Time and place of photos"),
        ],
        ondelete={name: "cascade" for name in ("attachment", "photo", "metadata")},
    )
    file_id = fields.Many2one(
        "dms.claim.file", ondelete="cascade", index="btree_not_null"
    )

    @api.model
    def _judge_attachment(self, batch):
        """The very same file on another claim, by its digest."""
        claims = batch.of("attachment")
        twins = self._find_twins(batch)
        for claim in claims:
            found = False
            for file in claim.file_ids:
                same = [
                    other for other, _bits in twins.get(file, ()) if other.sha256 == file.sha256
                ]
                if same:
                    found = True
                    batch.failed(
                        claim, "attachment", file_id=file.id, count=len(same),
                        other_claim_id=same[0].claim_id.id,
                    )
            if not claim.file_ids:
                batch.skipped(claim, "attachment")
            elif not found:
                batch.passed(claim, "attachment", count=len(claim.file_ids))

    @api.model
    def _judge_photo(self, batch):
        """A photo that shows what one of another claim shows, by its perceptual hash."""
        claims = batch.of("photo")
        twins = self._find_twins(batch)
        for claim in claims:
            photos = claim.file_ids.filtered(lambda file: file.kind == "photo")
            threshold = batch.get(claim, "photo").threshold
            found = False
            for photo in photos:
                like = [
                    (bits, other) for other, bits in twins.get(photo, ())
                    if other.sha256 != photo.sha256 and bits <= threshold
                ]
                if like:
                    found = True
                    bits, other = like[0]
                    batch.failed(
                        claim, "photo", file_id=photo.id, distance=bits, count=len(like),
                        other_claim_id=other.claim_id.id,
                    )
            if not photos:
                batch.skipped(claim, "photo")
            elif not found:
                batch.passed(claim, "photo", count=len(photos))

    @api.model
    def _judge_metadata(self, batch):
        """Whether photos were taken in the period, near the outlet, and on the visit."""
        claims = batch.of("metadata")
        photos = claims.file_ids.filtered(lambda file: file.kind == "photo")
        findings = self.env["dms.claim.file"]._get_metadata_findings(photos) if photos else {}
        for claim in claims:
            own = claim.file_ids & photos
            wrong = [
                (file, finding) for file in own for finding in findings[file] if finding.is_wrong
            ]
            for file, finding in wrong:
                batch.failed(
                    claim, "metadata", finding.code, file_id=file.id, date=file.taken_date or None,
                    distance=finding.figure, ceiling=finding.limit,
                )
            if not own:
                batch.skipped(claim, "metadata")
            elif not wrong:
                silent = sum(bool(findings[file]) for file in own)
                batch.passed(
                    claim, "metadata", "partly" if silent else "passed", count=silent or len(own)
                )

    @api.model
    def _find_twins(self, batch) -> dict:
        """Twins of the files of a batch, found once for all checks that ask for them."""
        if batch.twins is None:
            files = (batch.of("attachment") | batch.of("photo")).file_ids
            reach = max((
                int(batch.get(claim, "photo").threshold) for claim in batch.of("photo")
            ), default=0)
            batch.twins = self.env["dms.claim.file"]._find_twins(files, reach) if files else {}
        return batch.twins

    @api.model
    def _get_words(self) -> dict:
        nothing = self.env._("No photo tells anything.")
        return super()._get_words() | {
            ("attachment", "failed"): self.env._("“%(file)s” has been handed in with %(other)s."),
            ("attachment", "passed"): self.env._("No other claim has any of its %(count)s files."),
            ("attachment", "not_applicable"): self.env._("It has no files."),
            ("photo", "failed"): self.env._(
                "“%(file)s” shows what a photo of %(other)s shows: %(bits)s of 64 bits differ."
            ),
            ("photo", "passed"): self.env._(
                "None of its %(count)s photos looks like one of another claim."
            ),
            ("photo", "not_applicable"): self.env._("It has no photos."),
            ("metadata", "time_future"): self.env._(
                "“%(file)s” says that it was taken on %(date)s, which is still to come."
            ),
            ("metadata", "time_outside"): self.env._(
                "“%(file)s” was taken on %(date)s, %(distance)s days outside of the period; "
                "%(limit_number)s are borne."
            ),
            ("metadata", "place_far"): self.env._(
                "“%(file)s” was taken %(distance)s m from the nearest place of the claim; "
                "%(limit_number)s m are borne."
            ),
            ("metadata", "visit_outside"): self.env._(
                "“%(file)s” was taken %(distance)s hours away from the visit that the claim names; "
                "%(limit_number)s are borne."
            ),
            ("metadata", "passed"): self.env._(
                "All %(count)s photos were taken in the period and near the claim's places."
            ),
            ("metadata", "partly"): self.env._(
                "%(count)s photos do not tell when or where they were taken; nothing speaks "
                "against the others."
            ),
            ("metadata", "not_applicable"): nothing,
        }
