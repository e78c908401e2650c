from odoo import api, models

from .. import inspection
from .dms_claim_file import BANDS

# Bits of 64 by which the photos of one thing differ after being scaled, packed or cropped a little.
DISTANCE = 6
FIND_TWINS = """
    WITH asked AS (
        SELECT id, company_id, claim_id, sha256, phash_1, phash_2, phash_3, phash_4
          FROM dms_claim_file WHERE id = ANY(%(ids)s)),
    sought AS (SELECT asked.*, mask FROM asked CROSS JOIN unnest(%(masks)s::int[]) AS mask),
    near AS (
        SELECT sought.id, other.id AS other_id FROM asked AS sought
          JOIN dms_claim_file other
            ON other.company_id = sought.company_id AND other.sha256 = sought.sha256
     UNION
        SELECT sought.id, other.id FROM sought JOIN dms_claim_file other
            ON other.company_id = sought.company_id
           AND other.phash_1 = sought.phash_1 # sought.mask
     UNION
        SELECT sought.id, other.id FROM sought JOIN dms_claim_file other
            ON other.company_id = sought.company_id
           AND other.phash_2 = sought.phash_2 # sought.mask
     UNION
        SELECT sought.id, other.id FROM sought JOIN dms_claim_file other
            ON other.company_id = sought.company_id
           AND other.phash_3 = sought.phash_3 # sought.mask
     UNION
        SELECT sought.id, other.id FROM sought JOIN dms_claim_file other
            ON other.company_id = sought.company_id
           AND other.phash_4 = sought.phash_4 # sought.mask),
    measured AS (
        SELECT asked.id, other.id AS other_id, CASE WHEN asked.sha256 = other.sha256 THEN 0 ELSE
               length(replace((
                   (asked.phash_1 # other.phash_1)::bit(16)
                || (asked.phash_2 # other.phash_2)::bit(16)
                || (asked.phash_3 # other.phash_3)::bit(16)
                || (asked.phash_4 # other.phash_4)::bit(16)
               )::text, '0', '')) END AS distance
          FROM near
          JOIN asked ON asked.id = near.id
          JOIN dms_claim_file other ON other.id = near.other_id
          JOIN dms_claim claim ON claim.id = other.claim_id
          JOIN dms_claim mine ON mine.id = asked.claim_id
         WHERE other.claim_id <> asked.claim_id AND claim.state <> ALL(%(unborn)s)
           AND mine.disputed_claim_id IS DISTINCT FROM claim.id
           AND claim.disputed_claim_id IS DISTINCT FROM mine.id)
  SELECT id, other_id, distance FROM measured WHERE distance <= %(distance)s
ORDER BY id, distance, other_id"""


class DmsClaimFile(models.Model):
    """Which files of other claims are the same, or show the same."""

    _inherit = "dms.claim.file"

    @api.model
    def _find_twins(self, files, distance=DISTANCE):
        """Files of other claims that are the same as these, or photos that show the same.

        One query for all. The same content is told by the same ``sha256``; photos are compared by
        their perceptual hashes, exactly: bands that differ little enough are looked up by index.

        :param distance: in how many of 64 bits photos may differ
        :return: {file: [(other file, bits that differ)]}, the nearest first; the others are past
            the rules. Claims that are drafts or cancelled are left out: nobody claims by them; so
            is the claim whose decision is disputed by another, which has its files
        """
        if not files:
            return {}
        self.flush_model(["claim_id", "company_id", "sha256", *BANDS])
        self.env["dms.claim"].flush_model(["disputed_claim_id", "state"])
        self.env.cr.execute(
            FIND_TWINS,
            {
                "ids": files.ids, "distance": distance, "unborn": ["draft", "cancelled"],
                "masks": list(inspection.get_masks(distance)),
            },
        )
        rows = self.env.cr.fetchall()
        others = self.sudo().browse(other for _file, other, _bits in rows)
        twins = {file: [] for file in files}
        for identifier, other, bits in rows:
            twins[files.browse(identifier)].append(
                (self.sudo().browse(other).with_prefetch(others._prefetch_ids), bits)
            )
        return twins
