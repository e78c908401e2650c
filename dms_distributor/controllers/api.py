from markupsafe import Markup
from odoo import http
from odoo.http import request
from odoo.tools import file_open

from ..tools.documents import render_html

# How the documents call the system; a reader sees the address of the one in front.
EXAMPLE_HOST = "https://dms.example.com"


class ApiController(http.Controller):
    @http.route("/dms/api", type="http", auth="user", website=True, readonly=True)
    def show_api(self):
        """The calls for other programs, with examples for this system."""
        chapters = []
        for path in request.env["dms.api"]._get_documents():
            with file_open(path) as document:
                chapters.append(document.read())
        text = "\n\n".join(chapters)
        body = render_html(text.replace(EXAMPLE_HOST, request.httprequest.host_url.rstrip("/")))
        return request.render("dms_distributor.api_page", {"body": Markup(body)})
