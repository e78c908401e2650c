from odoo.http import Controller, content_disposition, request, route


class UploadController(Controller):
    """Files that the back office downloads of an upload."""

    @route("/dms/upload/<model('dms.upload'):upload>/rejected.xlsx", type="http", auth="user",
           readonly=True)
    def download_rejected(self, upload, **_parameters):
        """The rejected rows of ``upload``, for those who may read it."""
        content, name = upload._get_rejected_spreadsheet()
        return request.make_response(
            content,
            [
                ("Content-Type",
                 "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
