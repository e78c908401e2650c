import json
import os
import shlex
from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import file_open

from ..controllers.api import DOCUMENT, EXAMPLE_HOST
from ..tools.documents import get_examples
from .common_upload import prepare_network

# What the database chooses: only its type is compared.
CHOSEN = ("id", "name", "currency", "count")


@tagged("post_install", "-at_install")
class TestApiDocument(HttpCase):
    """The examples of the document are run over HTTP, and answer what the document says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        distributor, outlet, products = prepare_network(cls.env)
        distributor.dms_code = "D-100"
        outlet.dms_code = "O-7"
        for product, code, price in zip(products, ("SOAP-75", "TEA-250"), (20, 50), strict=True):
            product.write({
                "default_code": code, "list_price": price, "taxes_id": False, "is_storable": True,
            })
        products[1].tracking = "lot"
        user = new_test_user(cls.env, "program", groups="base.group_portal")
        user.partner_id.parent_id = distributor
        cls.api_key = user.with_user(user).env["res.users.apikeys"]._generate(
            "rpc", "test", datetime.now() + timedelta(hours=1)
        )
        with file_open(DOCUMENT) as document:
            cls.examples = get_examples(document.read())

    def post(self, url, headers=None, json=None, data=None, timeout=None):
        """As requests does, but to this server."""
        self.assertTrue(url.startswith(EXAMPLE_HOST), url)
        return self.opener.post(
            self.base_url() + url.removeprefix(EXAMPLE_HOST), headers=headers, json=json,
            data=data.encode() if data else None, timeout=60,
        )

    def run_curl(self, command):
        words = shlex.split(command.replace("\\\n", " ").replace("$DMS_API_KEY", self.api_key))
        self.assertEqual(words[:3], ["curl", "-X", "POST"])
        headers, url, data = {}, words[3], None
        for option, value in zip(words[4::2], words[5::2], strict=True):
            if option == "-H":
                headers.update([value.split(": ")])
            else:
                self.assertEqual(option, "-d")
                data = value
        return self.post(url, headers=headers, data=data)

    def assert_like(self, found, said, path="answer"):
        if isinstance(said, dict):
            self.assertEqual(sorted(found), sorted(said), path)
            for name in said:
                if name in CHOSEN:
                    self.assertIs(type(found[name]), type(said[name]), f"{path}.{name}")
                else:
                    self.assert_like(found[name], said[name], f"{path}.{name}")
        elif isinstance(said, list):
            self.assertEqual(len(found), len(said), path)
            for number, (one, other) in enumerate(zip(found, said, strict=True)):
                self.assert_like(one, other, f"{path}[{number}]")
        else:
            self.assertEqual(found, said, path)

    def test_examples(self):
        # requests, but each call goes to this server; what else it has stays.
        namespace, response, ran = {}, None, []
        with (
            patch.dict(os.environ, {"DMS_API_KEY": self.api_key}),
            patch("requests.post", self.post),
        ):
            for language, code in self.examples:
                with self.subTest(code=code):
                    if language == "bash":
                        response = self.run_curl(code)
                        self.assertEqual(response.status_code, 200, response.text)
                    elif language == "json":
                        self.assert_like(response.json(), json.loads(code))
                    elif language == "python":
                        exec(code, namespace)  # noqa: S102  the document's own example
                    ran.append(language)
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
        text = "\n".join(code for language, code in self.examples)
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
