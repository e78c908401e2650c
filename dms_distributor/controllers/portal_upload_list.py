from odoo import http
from odoo.addons.portal.controllers.portal import pager as portal_pager
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
        Upload = request.env["dms.upload"]
        pager = portal_pager(
            url="/my/uploads",
            url_args=self._get_searchbar_arguments(searchbar),
            total=Upload.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        order = searchbar["searchbar_sortings"][searchbar["sortby"]]["order"]
        groupby = searchbar["groupby"]
        uploads = Upload.search(
            domain,
            order=order if groupby == "none" else f"{groupby}, {order}",
            limit=self._items_per_page,
            offset=max(pager["offset"], 0),
        ).sudo()
        return {
            **self._prepare_portal_layout_values(),
            **searchbar,
            "page_name": "dms_uploads",
            "default_url": "/my/uploads",
            "pager": pager,
            "grouped_uploads": self._group_records(uploads, groupby),
            "has_distributors": len(uploads.distributor_id) > 1,
        }
