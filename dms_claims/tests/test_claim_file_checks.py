from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.tests import tagged

from .common_evidence import DELHI, make_pdf, make_photo
from .test_claim_file import EvidenceCase

# A metre to the north, in degrees.
METRE = 1 / 111_195


@tagged("post_install", "-at_install")
class TestClaimFileTwins(EvidenceCase):
    def _find(self, files, **options):
        """Pairs of the other's id and bits, by the file's id."""
        return {
            file.id: [(other.id, bits) for other, bits in twins]
            for file, twins in self.env["dms.claim.file"]._find_twins(files, **options).items()
        }

    def test_same_and_alike(self):
        first = self._create_with_photo(make_photo(1, (1600, 1200), 95), is_submitted=True)
        alike = self._create_with_photo(make_photo(1, (800, 600), 50), is_submitted=True)
        same = self._create_with_photo(make_photo(1, (1600, 1200), 95))
        other = self._create_with_photo(make_photo(2), is_submitted=True)
        found = self._find(same | other)
        self.assertEqual(found[same.id][0], (first.id, 0))
        self.assertEqual([twin for twin, _bits in found[same.id]], [first.id, alike.id])
        self.assertEqual(found[other.id], [])
        # One draft is no claim yet.
        self.assertEqual([twin for twin, _bits in self._find(first)[first.id]], [alike.id])

    def test_bits_are_counted_exactly(self):
        base = self._create_with_photo(make_photo(1), is_submitted=True)
        asked = self._create_with_photo(make_photo(2))
        asked.write({"phash_1": 0, "phash_2": 0, "phash_3": 0, "phash_4": 0})
        for bits, bands in (
            (0, (0, 0, 0, 0)), (1, (0, 0, 0x8000, 0)), (6, (1, 3, 3, 4)), (7, (1, 3, 3, 6)),
        ):
            base.write({f"phash_{place}": band for place, band in enumerate(bands, 1)})
            found = self._find(asked)[asked.id]
            with self.subTest(bits=bits):
                self.assertEqual(found, [(base.id, bits)] if bits <= 6 else [])
                self.assertEqual(
                    self._find(asked, distance=11)[asked.id], [(base.id, bits)]
                )

    def test_documents_are_the_same_or_not(self):
        paper = make_pdf(pages=2)
        claim = self._create_claim(evidence=False)
        first = self._attach_files(claim, paper, name="a.pdf")
        claim.action_submit()
        again = self._attach_files(self._create_claim(evidence=False), paper, name="b.pdf")
        third = self._attach_files(self._create_claim(evidence=False), make_pdf(), name="c.pdf")
        self.assertEqual(self._find(again | third), {again.id: [(first.id, 0)], third.id: []})

    def test_within_a_claim_or_another_company_is_no_twin(self):
        photo = make_photo(1)
        one = self._create_with_photo(photo, make_photo(1, quality=60), is_submitted=True)
        self.assertFalse(any(self._find(one).values()))
        company = self.env["res.company"].create({"name": "Other maker"})
        self._create_with_photo(photo, is_submitted=True, company_id=company.id)
        self.assertFalse(any(self._find(one).values()))

    def test_cancelled_claims_do_not_count(self):
        photo = make_photo(1)
        first = self._create_with_photo(photo, is_submitted=True)
        again = self._create_with_photo(photo)
        self.assertEqual(self._find(again)[again.id], [(first.id, 0)])
        first.claim_id.action_cancel()
        self.assertEqual(self._find(again)[again.id], [])

    def test_one_query_for_all(self):
        files = self.env["dms.claim.file"]
        for seed in range(6):
            files |= self._create_with_photo(make_photo(seed), is_submitted=True)
        files.flush_recordset()
        with self.assertQueryCount(1):
            files._find_twins(files)
        self.assertEqual(files._find_twins(files.browse()), {})


@tagged("post_install", "-at_install")
class TestClaimFileMetadata(EvidenceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.claimant.write({
            "tz": "Asia/Kolkata", "partner_latitude": DELHI[0], "partner_longitude": DELHI[1],
        })
        cls.env.company.write({"dms_claim_photo_radius": 200, "dms_claim_photo_days": 2})
        tier = cls.env["dms.tier"].search([("role", "=", "outlet")], limit=1)
        cls.outlet = cls.env["res.partner"].create({
            "name": "Corner Shop", "dms_tier_id": tier.id, "dms_upstream_id": cls.claimant.id,
            "partner_latitude": DELHI[0] + 5000 * METRE, "partner_longitude": DELHI[1],
        })

    def _look(self, days=0, north=0, hour=12, **values):
        """What a photo taken so many days ago, so many metres to the north, tells."""
        day = self.today - timedelta(days=days)
        file = self._create_with_photo(make_photo(
            moment=f"{day:%Y:%m:%d} {hour:02}:00:00", place=(DELHI[0] + north * METRE, DELHI[1])
        ), **values)
        return file, self.env["dms.claim.file"]._get_metadata_findings(file)[file]

    def test_what_fits(self):
        file, findings = self._look(days=2, north=190)
        self.assertEqual(findings, [])
        self.assertEqual(file.place_partner_id, self.claimant)
        self.assertAlmostEqual(file.distance_m, 190, delta=1)
        self.assertFalse(file.remark)

    def test_time_outside(self):
        _file, [finding] = self._look(days=3)
        self.assertEqual((finding.code, finding.is_wrong), ("time_outside", True))
        self.assertEqual((finding.figure, finding.limit), (3, 2))
        _file, [finding] = self._look(days=-400)
        self.assertEqual(finding.code, "time_future")

    def test_place_far(self):
        file, [finding] = self._look(north=1500)
        self.assertEqual((finding.code, finding.limit), ("place_far", 200))
        self.assertAlmostEqual(finding.figure, 1500, delta=2)
        self.assertIn("1.5 km", finding.text)
        self.assertIn("Claimant", file.remark)

    def test_outlets_come_before_the_claimant(self):
        line = Command.create({
            "name": "Window", "outlet_id": self.outlet.id, "claimed_amount": 10,
        })
        file, findings = self._look(north=4900, line_ids=[line], claimed_amount=10)
        self.assertEqual((findings, file.place_partner_id), ([], self.outlet))
        _file, [finding] = self._look(line_ids=[line], claimed_amount=10)
        self.assertEqual(finding.code, "place_far")
        self.assertIn("Corner Shop", finding.text)

    def test_what_tells_nothing_is_told(self):
        file = self._create_with_photo(make_photo())
        findings = self.env["dms.claim.file"]._get_metadata_findings(file)[file]
        self.assertEqual([finding.code for finding in findings], ["time_unknown", "place_unknown"])
        self.assertFalse(any(finding.is_wrong for finding in findings))
        self.assertFalse(file.remark)
        paper = self._attach_files(self._create_claim(evidence=False), make_pdf(), name="a.pdf")
        self.assertEqual(self.env["dms.claim.file"]._get_metadata_findings(paper)[paper], [])

    def test_visit(self):
        line = Command.create({
            "name": "Window", "outlet_id": self.outlet.id, "visit_reference": "V-1",
            "claimed_amount": 10,
        })
        # Noon in India is half past six in Greenwich.
        begun = fields.Datetime.to_datetime(self.today) + timedelta(hours=6, minutes=30)
        span = {"V-1": (begun, begun + timedelta(minutes=20))}
        with patch.object(
            type(self.env["res.partner"]), "_get_dms_visit_spans", lambda self, names: span
        ):
            _file, findings = self._look(north=5000, line_ids=[line], claimed_amount=10)
            self.assertEqual(findings, [])
            _file, [finding] = self._look(
                north=5000, hour=9, line_ids=[line], claimed_amount=10
            )
        self.assertEqual((finding.code, finding.figure), ("visit_outside", 3))

    def test_queries_do_not_grow(self):
        files = self.env["dms.claim.file"]
        for seed in range(5):
            files |= self._create_with_photo(make_photo(seed, place=DELHI))
        counts = []
        for some in (files[:1], files):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            files._get_metadata_findings(some)
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(*counts)
