"""The matrix over the wire: JSON-2 with a key, and the calls that the web client makes."""

from datetime import timedelta

from odoo import fields
from odoo.tools import mute_logger

from .world import of_partners

# Field types whose value may name somebody.
TELLING = ("char", "text", "html", "many2one", "many2one_reference", "selection", "json")


class RpcMatrix:
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        expiry = fields.Datetime.now() + timedelta(days=1)
        cls.keys = {
            role: cls.env["res.users.apikeys"].with_user(user).sudo()._generate(
                "rpc", "access", expiry
            )
            for role, user in cls.users.items() if role != "public"
        }
        cls.env.flush_all()

    def _call_json2(self, role, model, method, **arguments):
        """Call a method with the key of a role.

        :return: the answer, None when it is refused
        """
        headers = {"Authorization": f"Bearer {self.keys[role]}"} if role in self.keys else {}
        answer = self.opener.post(
            f"{self.base_url()}/json/2/{model}/{method}", json=arguments, headers=headers,
        )
        self.assertLess(answer.status_code, 500, answer.text[:300])
        return answer.json() if answer.ok else None

    def _call_web(self, model, method, *arguments, **options):
        """Call a method as the web client of whoever has logged in.

        :return: the answer, None when it is refused
        """
        parameters = {"model": model, "method": method, "args": arguments, "kwargs": options}
        answer = self.opener.post(
            f"{self.base_url()}/web/dataset/call_kw/{model}/{method}",
            json={"jsonrpc": "2.0", "method": "call", "params": parameters},
        ).json()
        if "error" in answer:
            self.assertIn(
                answer["error"]["data"]["name"].rpartition(".")[2],
                ("AccessError", "MissingError", "SessionExpiredException", "AccessDenied"),
                answer["error"]["data"]["message"],
            )
        return answer.get("result")

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_json2(self):
        """Neither looking for foreign records nor naming them gives anything of them."""
        answers = 0
        for role in self.users:
            for model in self.models:
                foreign = self.get_foreign(role, model)
                if not foreign:
                    continue
                with self.subTest(model=model, role=role):
                    domain = [["id", "in", foreign.ids]]
                    found = self._call_json2(
                        role, model, "search_read", domain=domain, fields=["id"]
                    )
                    self.assertFalse(found)
                    if found is None:
                        continue
                    answers += 1
                    read = self._call_json2(
                        role, model, "read", ids=foreign[:1].ids, fields=["id"]
                    )
                    self.assertFalse(read)
        self.assertGreater(answers, 100, "most calls must have been let in")

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_json2_writes(self):
        """Nobody writes, copies or deletes what is foreign."""
        for role in self.users:
            for model in self.models:
                foreign = self.get_foreign(role, model)[:1]
                if not foreign:
                    continue
                records = self.env[model].with_user(self.users[role])
                # Who has no such right on the model at all is told so by the ORM's part.
                methods = [name for name in ("write", "unlink") if records.has_access(name)]
                if records.has_access("create"):
                    methods.append("copy")
                with self.subTest(model=model, role=role):
                    for method in methods:
                        arguments = {"vals": {}} if method == "write" else {}
                        self.assertFalse(
                            self._call_json2(role, model, method, ids=foreign.ids, **arguments),
                            method,
                        )
                    self.assertTrue(foreign.exists())

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_web_client(self):
        """The calls of lists, forms, groups and searches give nothing foreign either."""
        for role in of_partners(self.users):
            self.authenticate(self.users[role].login, self.users[role].login)
            for model in self.models:
                foreign = self.get_foreign(role, model)
                if not foreign or not self.env[model].with_user(self.users[role]).has_access(
                    "read"
                ):
                    continue
                domain = [["id", "in", foreign.ids]]
                with self.subTest(model=model, role=role):
                    rows = self._call_web(model, "web_search_read", domain, {"id": {}})
                    self.assertEqual(rows["length"], 0)
                    self.assertFalse(
                        self._call_web(model, "web_read", foreign[:1].ids, {"display_name": {}})
                    )
                    self.assertFalse(self._call_web(model, "read", foreign[:1].ids, ["id"]))
                    self.assertFalse(self._call_web(model, "name_search", "", domain))
                    groups = self._call_web(
                        model, "formatted_read_group", domain, [], ["__count"]
                    )
                    self.assertEqual(groups[0]["__count"], 0)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_own_records_name_no_strangers(self):
        """What a distributor reads of its own records names nobody else's partner."""
        for role in ("portal_north", "portal_south"):
            read = 0
            for model in (*self.models, "res.partner"):
                records = self.env[model].with_user(self.users[role])
                if not records.has_access("read"):
                    continue
                names = [
                    name
                    for name, described in records.fields_get(attributes=["type"]).items()
                    if described["type"] in TELLING and records._fields[name].store
                ]
                with self.subTest(model=model, role=role):
                    answer = self._call_json2(
                        role, model, "search_read", domain=[], fields=names, limit=300
                    )
                    self.assert_names_none(role, str(answer), model)
                    read += len(answer)
            self.assertGreater(read, 300)
