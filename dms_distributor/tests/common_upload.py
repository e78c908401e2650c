import base64
from pathlib import Path

from odoo.tests import TransactionCase

SAMPLES = Path(__file__).parent / "samples"
HEADINGS = "Invoice,Date,Outlet code,Item code,Qty,Rate,Amount"
COUNTS = ("new_count", "known_count", "conflict_count", "rejected_count", "ignored_count")


def prepare_network(env):
    """A distributor with one outlet and two products, on none of which anything else depends."""
    tiers = {
        role: env["dms.tier"].create(
            {"name": f"Test {role}", "code": f"TEST-{role}", "role": role, "sequence": sequence,
             "company_id": False}
        )
        for role, sequence in (("distributor", 901), ("outlet", 902))
    }
    distributor = env["res.partner"].create(
        {"name": "Test Traders", "is_company": True, "dms_tier_id": tiers["distributor"].id}
    )
    outlet = env["res.partner"].create(
        {
            "name": "Corner Shop",
            "is_company": True,
            "dms_tier_id": tiers["outlet"].id,
            "dms_upstream_id": distributor.id,
            "dms_code": "TEST-OUT-1",
        }
    )
    products = env["product.product"].create(
        [{"name": f"Test soap {n}", "default_code": f"TEST-SKU-{n}"} for n in (1, 2)]
    )
    return distributor, outlet, products


def prepare_upload(env, distributor, content, file_name="sales.csv", **values):
    if isinstance(content, str):
        content = content.encode()
    return env["dms.upload"].create(
        {
            "distributor_id": distributor.id,
            "file": base64.b64encode(content),
            "file_name": file_name,
            **values,
        }
    )


class UploadCase(TransactionCase):
    """Files of a distributor of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.distributor, cls.outlet, cls.products = prepare_network(cls.env)
        cls.product = cls.products[0]

    def upload(self, *lines, **values):
        """An upload of a text file of ``lines`` below the usual headings."""
        return self.upload_content("\n".join([HEADINGS, *lines]) + "\n", **values)

    def upload_content(self, content, file_name="sales.csv", **values):
        return prepare_upload(self.env, self.distributor, content, file_name, **values)

    def load(self, *lines, **values):
        upload = self.upload(*lines, **values)
        upload._run_load()
        self.assertEqual(upload.state, "loaded", upload.message)
        return upload

    def facts(self, **domain):
        return self.env["dms.secondary.sale"].search(
            [("distributor_id", "=", self.distributor.id),
             *((name, "=", value) for name, value in domain.items())], order="id"
        )

    def assertCounts(self, upload, **counts):
        expected = dict.fromkeys(COUNTS, 0) | counts
        self.assertEqual({name: upload[name] for name in COUNTS}, expected)
