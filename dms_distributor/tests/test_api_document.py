from odoo.tests import tagged

from .common_api import ApiDocumentCase


@tagged("post_install", "-at_install")
class TestApiDocument(ApiDocumentCase):
    """The examples of the document are run over HTTP, and answer what the document says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products[1].tracking = "lot"

    def test_examples(self):
        ran = self.run_examples(self.read_examples("dms_distributor/readme/API.rst"))
        self.assertGreaterEqual(ran.count("bash"), 3)
        self.assertGreaterEqual(ran.count("python"), 6)
        self.assertGreaterEqual(ran.count("json"), 2)

    def test_every_call_is_described(self):
        api = type(self.env["dms.api"])
        calls = {
            name for cls in api.mro() if cls.__module__.startswith("odoo.addons.dms_")
            for name in vars(cls) if not name.startswith("_")
            and callable(vars(cls)[name])
        }
        text = "\n".join(
            code for document in self.env["dms.api"]._get_documents()
            for language, code in self.read_examples(document)
        )
        for call in calls:
            self.assertTrue(f'"{call}"' in text or f"/{call} " in text, f"no example of {call}")

    def test_page(self):
        self.authenticate("program", "program")
        page = self.url_open("/dms/api")
        self.assertEqual(page.status_code, 200)
        self.assertIn("record_sales", page.text)
        self.assertIn(f"{self.base_url()}/json/2/dms.api/get_products", page.text)
        self.assertNotIn("system-message", page.text, "a fault of the document's markup")
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/dms/api").url)
