import json
import os
import shlex
from datetime import datetime, timedelta
from unittest.mock import patch

from docutils import core, nodes
from odoo.tests import HttpCase, new_test_user
from odoo.tools import file_open

from ..controllers.api import EXAMPLE_HOST
from ..tools.documents import SETTINGS
from .common_upload import UploadCase, prepare_network

# What the database chooses: only its type is compared.
CHOSEN = ("id", "name", "currency", "count")


class ApiCase(UploadCase):
    """A distributor's own program calls."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.distributor.dms_code = "T-D1"
        cls.user = new_test_user(cls.env, "api_portal", groups="base.group_portal")
        cls.user.partner_id.parent_id = cls.distributor
        cls.api = cls.env["dms.api"].with_user(cls.user)


class ApiDocumentCase(HttpCase):
    """Runs the examples of a document over HTTP, as the distributor D-100."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.distributor, cls.outlet, cls.products = prepare_network(cls.env)
        cls.distributor.dms_code = "D-100"
        cls.outlet.dms_code = "O-7"
        codes = ("SOAP-75", "TEA-250")
        for product, code, price in zip(cls.products, codes, (20, 50), strict=True):
            product.write({
                "default_code": code, "list_price": price, "taxes_id": False, "is_storable": True,
            })
        cls.user = new_test_user(cls.env, "program", groups="base.group_portal")
        cls.user.partner_id.parent_id = cls.distributor
        cls.api_key = cls.user.with_user(cls.user).env["res.users.apikeys"]._generate(
            "rpc", "test", datetime.now() + timedelta(hours=1)
        )

    @staticmethod
    def read_examples(path):
        """The blocks of code of a document, in order, as (language, code)."""
        with file_open(path) as file:
            document = core.publish_doctree(file.read(), settings_overrides=SETTINGS)
        return [
            (node["classes"][1], node.astext())
            for node in document.findall(nodes.literal_block)
            if len(node["classes"]) > 1
        ]

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

    def run_examples(self, examples, names=None):
        """Run examples in their order; what ``json`` shows must be the answer to the call before.

        :param names: what the examples in Python may use, beside what those before have defined
        :return: the languages of those that ran
        """
        # requests, but each call goes to this server; what else it has stays.
        namespace, response, ran = dict(names or {}), None, []
        with (
            patch.dict(os.environ, {"DMS_API_KEY": self.api_key}),
            patch("requests.post", self.post),
        ):
            for language, code in examples:
                with self.subTest(code=code):
                    if language == "bash":
                        response = self.run_curl(code)
                        self.assertEqual(response.status_code, 200, response.text)
                    elif language == "json":
                        self.assert_like(response.json(), json.loads(code))
                    elif language == "python":
                        exec(code, namespace)  # noqa: S102  the document's own example
                    ran.append(language)
        return ran
