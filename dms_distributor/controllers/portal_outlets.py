import base64
import uuid

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError, ValidationError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools.image import image_process

from .portal import DistributorPortal

MEBIBYTE = 2**20
PHOTO_LIMIT = 10 * MEBIBYTE
# In pixels: what an image field keeps.
PHOTO_SIZE = (1920, 1920)
TEXT_FIELDS = (
    "name", "contact_name", "phone", "email", "vat", "street", "city", "zip", "note", "source_key",
)


class OutletsPortal(DistributorPortal):
    @http.route(
        ["/my/outlet-registrations", "/my/outlet-registrations/page/<int:page>"],
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_outlet_registrations(self, page=1, **params):
        """The outlets that the user's distributor has registered."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        return request.render(
            "dms_distributor.portal_my_outlet_registrations",
            self._prepare_outlet_registrations_values(page, params),
        )

    @http.route(
        "/my/outlet-registrations/new",
        type="http", auth="user", website=True, methods=["GET"], readonly=True, sitemap=False,
    )
    def portal_my_outlet_registration_new(self, **params):
        """The form by which an outlet is registered."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        return request.render(
            "dms_distributor.portal_my_outlet_registration_new",
            # The key makes pressing the button twice add nothing.
            self._prepare_outlet_form_values({"source_key": uuid.uuid4().hex}),
        )

    @http.route(
        "/my/outlet-registrations/new",
        type="http", auth="user", website=True, methods=["POST"], sitemap=False,
    )
    def portal_my_outlet_registration_send(self, photo=None, **params):
        """Register an outlet; what is wrong, or resembles it, is said in the form again."""
        if not self._get_portal_distributor():
            return request.redirect("/my")
        form = self._prepare_outlet_form_values(params)
        values = form["values"]
        try:
            # The form holds it when it comes back: browsers forget the files that were chosen.
            form["photo"] = self._read_photo(photo) or self._check_photo(params.get("photo_kept"))
            if not params.get("is_another"):
                form["known_outlets"] = self._find_known_outlets(values)
                if form["known_outlets"]:
                    return request.render(
                        "dms_distributor.portal_my_outlet_registration_new", form
                    )
            with request.env.cr.savepoint():
                values = {**values, "image_1920": form["photo"]}
                distributor = form["chosen_distributor"]
                company = distributor.company_id or request.env.company
                registration = request.env["dms.outlet.registration"].with_company(
                    company
                )._register_outlets([values], source="portal")
        except (UserError, ValidationError) as error:
            form["error"] = error.args[0]
            return request.render("dms_distributor.portal_my_outlet_registration_new", form)
        return request.redirect(f"/my/outlet-registrations/{registration.id}")

    @http.route(
        "/my/outlet-registrations/<int:registration_id>",
        type="http", auth="user", website=True, readonly=True, sitemap=False,
    )
    def portal_my_outlet_registration(self, registration_id, **params):
        """What became of a registration."""
        registration = self._find_outlet_registration(registration_id)
        if not registration:
            has_pages = self._get_portal_distributor()
            return request.redirect("/my/outlet-registrations" if has_pages else "/my")
        return request.render(
            "dms_distributor.portal_my_outlet_registration",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "dms_outlet_registration",
                "registration": registration,
                "has_outlet_page": self._is_in_network(registration.outlet_id),
            },
        )

    @http.route(
        "/my/outlet-registrations/<int:registration_id>/cancel",
        type="http", auth="user", website=True, methods=["POST"], sitemap=False,
    )
    def portal_my_outlet_registration_cancel(self, registration_id, **params):
        """Give a registration up that nobody has decided on."""
        registration = self._find_outlet_registration(registration_id)
        if not registration:
            raise request.not_found()
        # Otherwise it was decided meanwhile: the page shows where it stands.
        if registration.state in ("draft", "submitted") and registration.source == "portal":
            registration.action_cancel()
        return request.redirect(f"/my/outlet-registrations/{registration.id}")

    # Access

    def _find_outlet_registration(self, registration_id):
        """The registration past the rules; empty when the user's distributor may not see it."""
        registrations = request.env["dms.outlet.registration"]
        if not self._get_portal_distributor():
            return registrations
        try:
            return self._document_check_access(registrations._name, registration_id)
        except (AccessError, MissingError):
            return registrations

    def _is_in_network(self, partner):
        """Whether a partner has a page in the portal of this user."""
        return bool(partner) and bool(
            request.env["res.partner"].search_count(
                Domain("id", "=", partner.id) & self._get_network_partners_domain()
            )
        )

    def _find_known_outlets(self, values):
        """Outlets of the user's own network that resemble the one to be registered.

        :param values: of the registration
        :return: partners past the rules, best first; what others supply is not among them
        """
        [found] = request.env["dms.outlet.registration"]._find_duplicates([values])
        partners = request.env["res.partner"].browse([row["partner"].id for row in found])
        own = partners.search(
            Domain("id", "in", partners.ids) & self._get_network_partners_domain()
        )
        return (partners & own).sudo()

    # What is sent

    def _read_photo(self, photo):
        """The photo that a form sends, made small enough to be held by the form.

        :return: base64 text of a JPEG; empty without a photo
        :raise UserError: when it is too large, or no picture
        """
        if not photo or not photo.filename:
            return ""
        content = photo.read(PHOTO_LIMIT + 1)
        if len(content) > PHOTO_LIMIT:
            raise UserError(request.env._(
                "The photo “%(name)s” is larger than %(limit)s MiB: send a smaller one.",
                name=photo.filename, limit=PHOTO_LIMIT // MEBIBYTE,
            ))
        return base64.b64encode(self._shrink_photo(content)).decode()

    def _check_photo(self, text):
        """The photo that a form holds, unless somebody has put something else there."""
        try:
            return base64.b64encode(
                self._shrink_photo(base64.b64decode(text or "", validate=True))
            ).decode()
        except (ValueError, UserError):
            return ""

    @staticmethod
    def _shrink_photo(content):
        return content and image_process(
            content, size=PHOTO_SIZE, verify_resolution=True, quality=85, output_format="JPEG"
        )

    @staticmethod
    def _parse_degrees(value, limit):
        """Degrees that a form holds, or 0 when it holds none."""
        try:
            degrees = float(value or 0)
        except ValueError:
            return 0.0
        return degrees if -limit <= degrees <= limit else 0.0

    def _prepare_outlet_form_values(self, params):
        """Values of the form, with what was typed into it.

        ``values`` are those of the registration; what the form cannot have sent counts as empty.
        """
        own = self._get_portal_distributor()
        distributors = request.env["res.partner"].search(
            self._get_network_partners_domain() & Domain("dms_role", "=", "distributor"),
            order="dms_network_path",
        ).sudo()
        wanted = distributors & distributors.browse(self._parse_id(params.get("distributor_id")))
        chosen = wanted or own
        choices = {
            "state_id": request.env["res.country.state"].search(
                [("country_id", "=", chosen.country_id.id)]
            ),
            "channel_id": request.env["dms.channel"].search([]),
            "outlet_class_id": request.env["dms.outlet.class"].search([]),
        }
        values = {name: (params.get(name) or "").strip() for name in TEXT_FIELDS}
        for name, records in choices.items():
            values[name] = (records & records.browse(self._parse_id(params.get(name)))).id
        values["latitude"] = self._parse_degrees(params.get("latitude"), 90)
        values["longitude"] = self._parse_degrees(params.get("longitude"), 180)
        values["distributor_id"] = chosen.id
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "dms_outlet_registration_new",
            "distributors": distributors,
            "chosen_distributor": chosen,
            "choices": choices,
            "values": values,
            "known_outlets": request.env["res.partner"],
            "error": None,
            "photo": "",
        }

    # What is shown

    def _get_outlet_registrations_searchbar_filters(self):
        registrations = request.env["dms.outlet.registration"]
        states = registrations._fields["state"]._description_selection(request.env)
        return {
            "all": {"label": request.env._("All"), "domain": Domain.TRUE},
            **{
                state: {"label": label, "domain": Domain("state", "=", state)}
                for state, label in states
                if state != "draft"
            },
        }

    def _prepare_outlet_registrations_values(self, page, params):
        """Values of the list, from the parameters of its address."""
        searchbar = self._prepare_searchbar_values(
            params,
            {
                "newest": {"label": request.env._("Newest"), "order": "id desc"},
                "name": {"label": request.env._("Name"), "order": "name, id"},
                "city": {"label": request.env._("City"), "order": "city, name, id"},
            },
            self._get_outlet_registrations_searchbar_filters(),
            {
                "none": {"label": request.env._("None")},
                "distributor_id": {"label": request.env._("Distributor")},
            },
            {
                "name": {"input": "name", "label": request.env._("Search by name")},
                "phone": {"input": "phone", "label": request.env._("Search by phone")},
                "city": {"input": "city", "label": request.env._("Search by city")},
            },
        )
        domain = searchbar["searchbar_filters"][searchbar["filterby"]]["domain"]
        domain &= request.env.user._get_network_domain("distributor_id")
        if searchbar["search"]:
            domain &= Domain(searchbar["search_in"], "ilike", searchbar["search"])
        pager, registrations = self._read_page(
            "dms.outlet.registration", domain, searchbar, page, "/my/outlet-registrations"
        )
        return {
            **self._prepare_portal_layout_values(),
            **searchbar,
            "page_name": "dms_outlet_registrations",
            "default_url": "/my/outlet-registrations",
            "pager": pager,
            "grouped_registrations": self._group_records(registrations, searchbar["groupby"]),
        }
