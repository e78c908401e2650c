from odoo.http import Controller, content_disposition, request, route

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def make_spreadsheet_response(content: bytes, name: str):
    """The answer by which a spreadsheet is downloaded, never opened in the page."""
    return request.make_response(content, [
        ("Content-Type", SPREADSHEET),
        ("Content-Disposition", content_disposition(name)),
        ("X-Content-Type-Options", "nosniff"),
    ])


class ClaimUploadController(Controller):
    """Files of claims that the back office downloads."""

    @route("/dms/claim-upload/<model('dms.claim.upload'):upload>/rejected.xlsx", type="http",
           auth="user", readonly=True)
    def download_rejected_claims(self, upload, **_parameters):
        """The rejected rows of a file, for those who may read it."""
        return make_spreadsheet_response(*upload._get_rejected_spreadsheet())

    @route("/dms/claim-upload/template.xlsx", type="http", auth="user", readonly=True)
    def download_claim_template(self, **_parameters):
        """An empty file with all headings."""
        uploads = request.env["dms.claim.upload"]
        return make_spreadsheet_response(
            uploads._get_template_spreadsheet(), request.env._("Claims") + ".xlsx"
        )
