import json
from unittest.mock import patch

from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common_api import ApiCase


@tagged("post_install", "-at_install")
class TestApiSales(ApiCase):
    def row(self, key, **values):
        return {
            "source_key": key, "invoice": "T1", "date": "2026-03-01", "outlet": "TEST-OUT-1",
            "product": "TEST-SKU-1", "quantity": 2, "net_amount": "20.50", **values,
        }

    def record(self, key, *rows, **options):
        return self.api.record_sales(key, "T-D1", list(rows), **options)

    def statuses(self, answer):
        return [row.get("code") or row["status"] for row in answer["rows"]]

    def test_each_row_is_answered(self):
        answer = self.record(
            "b1", self.row("1"), self.row("2", product="X"), self.row("3", quantity="many"),
            self.row("4", date="14/03/2026"), self.row("5", net_amount="1,200"),
            self.row("6", quantity=True), self.row("7", product={"code": 1}),
            self.row("8", product=None), self.row("9", net_amount=float("nan")),
            self.row("10", quantity=0, net_amount=0), self.row("1"), self.row("11", outlet=None),
        )
        self.assertEqual(self.statuses(answer), [
            "accepted", "product_unknown", "quantity_not_a_number", "date_unreadable",
            "amount_not_a_number", "quantity_not_a_number", "product_unknown", "product_missing",
            "amount_not_a_number", "zero", "repeated", "accepted",
        ])
        self.assertEqual((answer["accepted"], answer["rejected"]), (2, 10))
        rejected = answer["rows"][4]
        self.assertEqual((rejected["field"], rejected["value"]), ("net_amount", "1,200"))
        self.assertTrue(all(row["message"] for row in answer["rows"] if "code" in row))
        fact = self.facts()[0]
        self.assertEqual(fact.id, answer["rows"][0]["id"])
        self.assertEqual((fact.source, fact.quantity, fact.net_amount), ("api", 2, 20.5))
        self.assertEqual(fact.outlet_id, self.outlet)

    def test_all_rows_rejected(self):
        answer = self.record("b1", self.row("1", product="X"))
        self.assertEqual(self.statuses(answer), ["product_unknown"])
        self.assertFalse(self.facts())

    def test_replay_gives_the_first_answer(self):
        first = self.record("b1", self.row("1"), self.row("2", product="X"))
        self.env["dms.product.alias"].create(
            {"distributor_id": self.distributor.id, "code": "X", "product_id": self.product.id}
        )
        self.assertEqual(self.record("b1", self.row("1"), self.row("2", product="X")), first)
        self.assertEqual(len(self.facts()), 1)
        with self.assertRaisesRegex(UserError, "“b1” was used on .* with another content"):
            self.record("b1", self.row("1"))
        again = self.record("b2", self.row("1"), self.row("2", product="X"))
        self.assertEqual(self.statuses(again), ["known", "accepted"])
        self.assertEqual(again["rows"][0]["id"], first["rows"][0]["id"])

    def test_key_is_of_the_caller_and_distributor(self):
        self.record("b1", self.row("1"))
        manager = new_test_user(
            self.env, "api_manager", groups="dms_distributor.group_manager"
        )
        answer = self.env["dms.api"].with_user(manager).record_sales(
            "b1", "T-D1", [self.row("2")]
        )
        self.assertEqual(self.statuses(answer), ["accepted"])

    def test_same_key_with_other_figures(self):
        fact = self.record("b1", self.row("1"))["rows"][0]["id"]
        changed = self.row("1", quantity=3, date="2026-04-02")
        self.assertEqual(self.statuses(self.record("b2", changed)), ["conflict_kept"])
        self.assertEqual(
            self.statuses(self.record("b3", changed, on_conflict="add")), ["conflict_kept"]
        )
        answer = self.record("b4", changed, on_conflict="replace")
        self.assertEqual(self.statuses(answer), ["accepted"])
        self.assertEqual(answer["rows"][0]["replaces"], fact)
        self.assertEqual(self.facts().mapped("quantity"), [2, -2, 3])
        self.assertEqual(self.statuses(self.record("b5", changed)), ["known"])
        self.assertEqual(
            self.statuses(self.record("b6", self.row("1"), on_conflict="replace")), ["accepted"]
        )
        self.assertEqual(sum(self.facts().mapped("quantity")), 2)

    def test_rows_of_one_invoice_with_other_keys_do_not_contradict(self):
        self.record("b1", self.row("1"))
        answer = self.record("b2", self.row("2", quantity=5))
        self.assertEqual(self.statuses(answer), ["accepted"])

    def test_file_and_api_know_the_same_row(self):
        self.load("T1,2026-03-01,TEST-OUT-1,TEST-SKU-1,2,10.25,20.50")
        row = self.row("1", unit_price="10.25")
        del row["source_key"]
        self.assertEqual(self.statuses(self.record("b1", row)), ["known"])
        changed = self.row("1", quantity=7)
        self.assertEqual(self.statuses(self.record("b2", changed)), ["conflict_kept"])

    def test_unknown_outlet_is_registered(self):
        answer = self.record("b1", self.row("1", outlet="NEW-1", outlet_name="New Shop"))
        outlet = self.env["dms.secondary.sale"].browse(answer["rows"][0]["id"]).outlet_id
        self.assertEqual((outlet.name, outlet.dms_state), ("New Shop", "pending"))
        self.env.ref("dms_distributor.upload_profile_api").unknown_outlet = "reject"
        answer = self.record("b2", self.row("2", outlet="NEW-2"))
        self.assertEqual(self.statuses(answer), ["outlet_unknown"])
        self.assertEqual(answer["rows"][0]["field"], "outlet")

    def test_wrong_arguments_are_told(self):
        for arguments, message in (
            (("b", "T-D1", {}), "rows: a list"),
            (("b", "T-D1", []), "rows: a list"),
            (("b", "T-D1", ["x"]), "row 1 is “x”"),
            (("b", "T-D1", [self.row("1"), {"qty": 1}]), "row 2 has a field “qty”"),
            (("", "T-D1", [self.row("1")]), "batch_key: “” is no key"),
            ((5, "T-D1", [self.row("1")]), "batch_key: “5” is no key"),
            (("b", "NOBODY", [self.row("1")]), "code “NOBODY”"),
            (("b", None, [self.row("1")]), "code “None”"),
            (("b", "T-D1", [self.row("1")], "maybe"), "on_conflict: “maybe”"),
            (("b", "T-D1", [self.row("1")], ["keep"]), "on_conflict"),
            (("b", ["T-D1"], [self.row("1")]), "No distributor has the code"),
            (("b", 10**30, [self.row("1")]), "No distributor has the code"),
            (("b\0", "T-D1", [self.row("1")]), "is no key"),
            (("b", "T-D1", [self.row("a\0")]), "no text may hold"),
            (("b", "T-D1", [self.row("1", invoice="\ud800")]), "no text may hold"),
        ):
            with self.subTest(message), self.assertRaisesRegex(UserError, message):
                self.api.record_sales(*arguments)
        self.assertFalse(self.env["dms.api.batch"].search([("user_id", "=", self.user.id)]))

    def test_large_batch_is_a_job(self):
        self.env["ir.config_parameter"].set_param("dms_distributor.api_job_rows", "1")
        with trap_jobs() as trap:
            answer = self.record("b1", self.row("1"), self.row("2", product="X"))
            self.assertEqual((answer["state"], answer["rows_total"]), ("queued", 2))
            self.assertEqual(
                self.record("b1", self.row("1"), self.row("2", product="X")), answer
            )
            self.assertFalse(self.facts())
            trap.assert_jobs_count(1)
            trap.perform_enqueued_jobs()
        answer = self.api.get_batch("b1", "T-D1")
        self.assertEqual(self.statuses(answer), ["accepted", "product_unknown"])
        for options in ({"after": 10**30}, {"after": "1"}, {"limit": "5"}, {"method": ["x"]}):
            with self.subTest(options), self.assertRaises(UserError):
                self.api.get_batch("b1", "T-D1", **options)
        page = self.api.get_batch("b1", "T-D1", after=1)
        self.assertEqual([row["row"] for row in page["rows"]], [2])
        batch = self.env["dms.api.batch"].search([("batch_key", "=", "b1")])
        batch._job_record_sales()
        self.assertEqual(len(self.facts()), 1)

    def test_job_that_fails_is_told(self):
        self.env["ir.config_parameter"].set_param("dms_distributor.api_job_rows", "0")
        self.record("b1", self.row("1"))
        batch = self.env["dms.api.batch"].search([("batch_key", "=", "b1")])
        with (
            patch.object(self.registry["dms.upload"], "_run_load", side_effect=MemoryError("x")),
            self.assertRaises(MemoryError),
        ):
            batch._job_record_sales()
        batch._on_job_failed(exc_name="builtins.MemoryError", exc_message="x")
        answer = self.api.get_batch("b1", "T-D1")
        self.assertEqual(answer["state"], "failed")
        self.assertIn("Nothing of the batch was recorded", answer["message"])

    def test_upload_shows_what_came(self):
        self.record("b1", self.row("1"), self.row("2", product="X"))
        upload = self.facts().upload_id
        self.assertEqual((upload.state, upload.new_count, upload.rejected_count), ("loaded", 1, 1))
        self.assertEqual(upload.finding_ids.mapped("code"), ["X"])
        content, _name = upload._get_rejected_spreadsheet()
        self.assertTrue(content)
        self.assertEqual(json.loads(upload._get_content())[1]["product"], "X")
        remembered = self.env["dms.upload.ledger"]._get_profile(
            upload.company_id, self.distributor
        )
        self.assertFalse(remembered, "the next file is not read as records of the API")

    def test_statements_do_not_grow_with_rows(self):
        rows = [self.row(str(n), invoice=f"T{n}") for n in range(400)]
        self.record("warm", self.row("w", invoice="W"))
        counts = []
        for size in (10, 400):
            before = self.env.cr.sql_log_count
            self.record(f"b{size}", *rows[:size], on_conflict="replace")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)

    def test_who_may_record(self):
        other = self.env["res.partner"].create(
            {"name": "Other", "is_company": True, "dms_tier_id": self.distributor.dms_tier_id.id,
             "dms_code": "T-D2"}
        )
        with self.assertRaisesRegex(UserError, "T-D2"):
            self.api.record_sales("b", "T-D2", [self.row("1")])
        for name, groups in (("none", "base.group_user"), ("own", "dms_distributor.group_user")):
            user = new_test_user(self.env, f"api_{name}", groups=groups)
            with self.assertRaisesRegex(AccessError, "may not call"):
                self.env["dms.api"].with_user(user).record_sales("b", "T-D1", [self.row("1")])
        program = new_test_user(self.env, "api_program", groups="dms_distributor.group_api")
        api = self.env["dms.api"].with_user(program)
        with self.assertRaisesRegex(UserError, "T-D2"):
            api.record_sales("b", "T-D2", [self.row("1")])
        program.dms_network_ids = other
        answer = api.record_sales("b", "T-D2", [self.row("1", outlet=None)])
        self.assertEqual(self.statuses(answer), ["accepted"])
        self.assertFalse(self.api.env["dms.api.batch"].search([("distributor_id", "=", other.id)]))
        with self.assertRaises(UserError):
            self.api.get_batch("b", "T-D2")
