from odoo import http
from odoo.fields import Domain
from odoo.http import request

from .portal import DistributorPortal


class UploadListPortal(DistributorPortal):
    @http.route(
        ["/my/uploads", "/my/uploads/page/<int:page>"],
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_uploads(self, page=1, **params):
        """The files that the user's distributor and its sub-distributors have sent."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        return request.render(
            "dms_distributor.portal_my_uploads", self._prepare_uploads_values(page, params)
        )

    def _get_uploads_searchbar_sortings(self):
        return {
            "newest": {"label": request.env._("Newest"), "order": "id desc"},
            "oldest": {"label": request.env._("Oldest"), "order": "id"},
            "file": {"label": request.env._("File"), "order": "file_name, id"},
        }

    def _get_uploads_searchbar_filters(self):
        return {
            "all": {"label": request.env._("All"), "domain": Domain.TRUE},
            "busy": {
                "label": request.env._("At work"),
                "domain": Domain("state", "in", ("draft", "checking", "loading")),
            },
            "checked": {
                "label": request.env._("To confirm"), "domain": Domain("state", "=", "checked")
            },
            "loaded": {
                "label": request.env._("Loaded"), "domain": Domain("state", "=", "loaded")
            },
            "failed": {
                "label": request.env._("Failed"), "domain": Domain("state", "=", "failed")
            },
            "rejected": {
                "label": request.env._("With rejected rows"),
                "domain": Domain("rejected_count", ">", 0),
            },
        }

    def _get_uploads_searchbar_groupby(self):
        return {
            "none": {"label": request.env._("None")},
            "distributor_id": {"label": request.env._("Distributor")},
        }

    def _get_uploads_searchbar_inputs(self):
        return {
            "file_name": {"input": "file_name", "label": request.env._("Search by file")},
            "name": {"input": "name", "label": request.env._("Search by number")},
        }

    def _prepare_uploads_values(self, page, params):
        """Values of the list, from the parameters of its address."""
        searchbar = self._prepare_searchbar_values(
            params,
            self._get_uploads_searchbar_sortings(),
            self._get_uploads_searchbar_filters(),
            self._get_uploads_searchbar_groupby(),
            self._get_uploads_searchbar_inputs(),
        )
        domain = searchbar["searchbar_filters"][searchbar["filterby"]]["domain"]
        if searchbar["search"]:
            domain &= Domain(searchbar["search_in"], "ilike", searchbar["search"])
        pager, uploads = self._read_page("dms.upload", domain, searchbar, page, "/my/uploads")
        return {
            **self._prepare_portal_layout_values(),
            **searchbar,
            "page_name": "dms_uploads",
            "default_url": "/my/uploads",
            "pager": pager,
            "grouped_uploads": self._group_records(uploads, searchbar["groupby"]),
            "has_distributors": len(uploads.distributor_id) > 1,
        }
