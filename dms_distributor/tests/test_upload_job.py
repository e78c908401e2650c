from unittest.mock import patch

from odoo.addons.queue_job.job import Job
from odoo.addons.queue_job.tests.common import trap_jobs
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_upload import UploadCase

LINE = "T1,2026-03-01,TEST-OUT-1,TEST-SKU-1,12,10,120"


@tagged("post_install", "-at_install")
class TestUploadJob(UploadCase):
    def test_pressed_twice_it_is_one_job(self):
        upload = self.upload(LINE)
        upload.action_check()
        upload.action_check()
        jobs = self.env["queue.job"].search(upload._get_job_domain())
        self.assertEqual(len(jobs), 1)
        self.assertEqual(jobs.channel, "root.dms_upload")
        self.assertEqual((upload.state, upload.job_count), ("checking", 1))

    def test_check_and_load(self):
        upload = self.upload(LINE)
        with trap_jobs() as trap:
            upload.action_check()
            trap.perform_enqueued_jobs()
        self.assertEqual(upload.state, "checked")
        with trap_jobs() as trap:
            upload.action_load()
            trap.perform_enqueued_jobs()
        self.assertEqual((upload.state, len(self.facts())), ("loaded", 1))
        upload._job_load()
        self.assertEqual(len(self.facts()), 1)
        for action in (upload.action_check, upload.action_load, upload.action_cancel):
            with self.assertRaises(UserError):
                action()

    def test_job_that_fails_says_so_and_runs_again(self):
        upload = self.upload(LINE)
        upload._run_check()
        upload.action_load()
        uuid = self.env["queue.job"].search(upload._get_job_domain()).uuid
        job = Job.load(self.env, uuid)
        self.assertEqual(job.on_fail_method_name, "_on_job_failed")
        with (
            patch.object(self.registry["dms.upload"], "_run_load", side_effect=MemoryError("gone")),
            self.assertRaises(MemoryError),
        ):
            job.perform()
        job.on_fail({"exc_name": "builtins.MemoryError", "exc_message": "gone", "exc_info": "…"})
        self.assertEqual(upload.state, "failed")
        self.assertIn("nothing of it was recorded", upload.message)
        self.assertIn("gone", upload.message)
        job.set_failed()
        job.store()
        upload.action_load()
        self.assertEqual((upload.state, upload.message), ("loading", False))
        upload._job_load()
        self.assertEqual(upload.state, "loaded")

    def test_message_for_the_user_is_kept(self):
        upload = self.upload(LINE)
        upload._on_job_failed("odoo.exceptions.UserError", "Do this.", exc_info="…")
        self.assertEqual((upload.state, upload.message), ("failed", "Do this."))

    def test_progress(self):
        upload = self.upload(LINE)
        upload.action_check()
        self.assertEqual(upload.get_progress()["label"], "Waiting for its turn")
        with self.enter_registry_test_mode():
            upload.with_context(job_uuid="x")._report(40, "Looking up")
        progress = upload.get_progress()
        self.assertEqual((progress["done"], progress["label"]), (40, "Looking up"))
        self.assertEqual(progress["state"], "checking")
        upload._run_check()
        self.assertEqual(upload.get_progress()["done"], 100)
        self.env["dms.upload.progress"]._gc_progress()
        self.assertFalse(
            self.env["dms.upload.progress"].search([("upload", "=", upload.id)])
        )

    def test_states(self):
        upload = self.upload(LINE)
        upload._run_check()
        upload.action_cancel()
        with self.assertRaises(UserError):
            upload.action_load()
        upload.action_reset()
        self.assertEqual((upload.state, upload.row_count, upload.net_total), ("draft", 0, 0))
        upload._run_load()
        with self.assertRaises(UserError):
            upload.action_reset()
