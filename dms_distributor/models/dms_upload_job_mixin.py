from odoo import models
from odoo.exceptions import UserError


class DmsUploadJobMixin(models.AbstractModel):
    """The jobs of an upload, how far they are and what happens when one fails."""

    _name = "dms.upload.job.mixin"
    _description = "Jobs of an Upload"

    def get_progress(self) -> dict:
        """How far the job is, for the progress bar: ``state``, ``done`` of ``total``, ``label``."""
        self.ensure_one()
        return {**self._get_progress(), "state": self.state}

    def _get_progress(self) -> dict:
        """How far the job is.

        :return: ``done`` of ``total``, and ``label``, what it is at
        """
        self.ensure_one()
        if self.state in ("checking", "loading"):
            return self.env["dms.upload.progress"].sudo()._read_progress(self)
        states = dict(self._fields["state"]._description_selection(self.env))
        done = 100 if self.state in ("checked", "loaded") else 0
        return {"done": done, "total": 100, "label": states[self.state]}

    def _begin(self, state: str, allowed: tuple[str, ...]):
        """Enter ``state``, in which a job works; forget the progress of an earlier one.

        :raise UserError: when an upload is not in one of the ``allowed`` states, or has no file
        """
        for upload in self:
            if upload.state not in (*allowed, state):
                states = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(upload)s is %(state)s: this cannot be done now.",
                        upload=upload.name, state=states[upload.state].lower(),
                    )
                )
            if not upload.file:
                raise UserError(self.env._("%s: choose a file first.", upload.name))
        self.filtered(lambda upload: upload.state != state).write(
            {"state": state, "message": False}
        )
        self._clear_progress()

    def _clear_progress(self):
        """Forget how far earlier jobs came."""
        self.env["dms.upload.progress"].sudo()._clear(self)

    def _enqueue(self, method: str):
        """Have ``method`` run as a job; pressed twice, it is still one."""
        self.ensure_one()
        delayed = self.with_delay(
            description=self.env._("%(upload)s: %(file)s", upload=self.name, file=self.file_name),
            identity_key=f"{self._name}:{self.id}:{method}",
        )
        getattr(delayed, method)()

    def _job_check(self):
        """Job: check the file, and load it when nobody is to be asked."""
        self._run_check()
        if self.is_automatic and self.state == "checked":
            self.state = "loading"
            self._run_load()

    def _job_load(self):
        """Job: load the file. Run again after it was loaded, it does nothing."""
        if self.state != "loaded":
            self._run_load()

    def _on_job_failed(self, exc_name: str, exc_message: str, **_details):
        """Say to the user what stopped the job; it is called in a transaction of its own."""
        if exc_name.endswith(("UserError", "ValidationError", "AccessError")):
            message = exc_message
        else:
            message = self.env._(
                "The file could not be processed, and nothing of it was recorded. Try again; if "
                "it fails again, tell your administrator that the job of %(upload)s says: "
                "%(error)s", upload=self.name, error=exc_message or exc_name,
            )
        self._fail(message)

    def _get_job_domain(self) -> list:
        """Domain of the jobs of this upload."""
        self.ensure_one()
        return [
            ("identity_key", "in", [
                f"{self._name}:{self.id}:{method}" for method in ("_job_check", "_job_load")
            ])
        ]

    def _get_rejected_spreadsheet(self) -> tuple[bytes, str]:
        """The rejected rows as a spreadsheet, with a column that says why.

        :return: its content and a file name
        """
        self.ensure_one()
        self.check_access("read")
        content = self.env["dms.upload.spreadsheet"]._write(self)
        stem = (self.file_name or self.name).rsplit(".", 1)[0]
        return content, self.env._("%s - rejected", stem) + ".xlsx"
