import time

from odoo import http
from odoo.fields import Command
from odoo.http import request
from odoo.tools.misc import hash_sign, verify_hash_signed

from .application_values import ApplicationValues, get_offered_territories

# A person needs longer to fill the form in; a page that is older is asked for again.
SECONDS_AT_LEAST = 5
HOURS_AT_MOST = 24
# Tries of an address of the internet in an hour; applications of it, and of a mail address, a day.
TRIES_PER_HOUR = 30
APPLICATIONS_PER_DAY = 5
MAILS_PER_DAY = 3
MEBIBYTE = 2**20
SCOPE = "dms-application-form"


class ApplicationForm(http.Controller):
    """The public form by which a company asks to become a distributor."""

    @http.route(
        "/distributors/apply",
        type="http", auth="public", website=True, methods=["GET"], readonly=True, sitemap=True,
    )
    def application_form(self, **params):
        """The empty form."""
        return request.render("dms_distributor.application_form", self._prepare_form_values())

    @http.route(
        "/distributors/apply",
        type="http", auth="public", website=True, methods=["POST"], sitemap=False,
        max_content_length=48 * MEBIBYTE,
    )
    def application_send(self, **params):
        """Take an application; what is wrong is said in the form again, with all that was typed.

        A script asks for the sentences alone, so that the chosen files need not be chosen again.
        """
        form = request.httprequest.form
        if form.get("website"):
            # Only programs fill in what nobody sees: they are to believe that it went well.
            return self._answer_redirect("/distributors/apply/thanks")
        if not self._is_within_limit("try", self._get_address(), TRIES_PER_HOUR, 1):
            return self._answer_errors(None, request.env._(
                "Too many tries from your connection: please try again in an hour."
            ))
        sent = ApplicationValues(form, request.httprequest.files, request.env.company)
        problem = self._get_timing_problem(form.get("started"))
        if problem or sent.errors:
            return self._answer_errors(sent, problem or request.env._(
                "Some answers need your attention: they are marked below."
            ))
        if not self._may_apply(sent):
            return self._answer_errors(sent, request.env._(
                "We have received several applications from you today. Look for our mail, please, "
                "or try again tomorrow."
            ))
        self._create_application(sent)
        return self._answer_redirect("/distributors/apply/thanks")

    @http.route(
        "/distributors/apply/thanks",
        type="http", auth="public", website=True, methods=["GET"], readonly=True, sitemap=False,
    )
    def application_thanks(self, **params):
        """What happens next: the mail with the link that confirms the address."""
        return request.render("dms_distributor.application_thanks", {})

    # Limits

    @staticmethod
    def _get_address():
        return request.httprequest.remote_addr or ""

    @staticmethod
    def _is_within_limit(what, who, limit, hours):
        return request.env["dms.rate.limit"].sudo()._hit(f"application-{what}", who, limit, hours)

    def _may_apply(self, sent):
        """Whether this visitor and this mail address may still apply today."""
        address = sent.values["email"].casefold()
        return self._is_within_limit(
            "address", self._get_address(), APPLICATIONS_PER_DAY, 24
        ) and self._is_within_limit("mail", address, MAILS_PER_DAY, 24)

    def _get_timing_problem(self, started):
        """What is wrong with the time that it took, in words; empty when nothing is."""
        began = self._read_start(started)
        if began is None:
            return request.env._("This page was open for too long: please send it once more.")
        if time.time() - began < self._get_seconds_at_least():
            return request.env._("That was very quick: please look it over and send it once more.")
        return ""

    @staticmethod
    def _get_seconds_at_least():
        return SECONDS_AT_LEAST

    @staticmethod
    def _sign_start():
        return hash_sign(
            request.env(su=True), SCOPE, [time.time()], expiration_hours=HOURS_AT_MOST
        )

    @staticmethod
    def _read_start(started):
        """When the form was opened, or None when it does not say so truly."""
        try:
            values = verify_hash_signed(request.env(su=True), SCOPE, started or "")
        except (ValueError, TypeError):
            return None
        return values[0] if values else None

    # Answers

    def _prepare_form_values(self, sent=None, error="", started=None):
        """Values of the form.

        :param sent: the ``ApplicationValues`` to show again
        :param error: what is said above the form
        :param started: the signed time at which it was opened first
        """
        company = request.env.company
        env = request.env(su=True)
        typed = sent.typed if sent else {}
        rows = typed.get("references") or []
        blank = [{} for _row in range(max(company.dms_reference_minimum, 1) - len(rows))]
        relation = env["dms.application.reference"]._fields["relation"]
        return {
            "typed": typed,
            "errors": sent.errors if sent else {},
            "error": error,
            "started": started or self._sign_start(),
            "references": [*rows, *blank],
            "relations": relation._description_selection(request.env),
            "document_types": request.env["dms.application.document.type"].sudo()._get_types(
                company
            ),
            "territories": get_offered_territories(company),
            "countries": env["res.country"].with_context(lang=request.env.lang).search([]),
            "states": env["res.country.state"].search(
                [("country_id", "=", int(typed["country_id"]))]
                if typed.get("country_id", "").isdigit()
                else [("country_id", "=", company.country_id.id)]
            ),
            "default_country": company.country_id,
            "size_limit": 8 * MEBIBYTE,
        }

    def _answer_errors(self, sent, error):
        # A form that is too old gets a new time; one that came too soon keeps its own.
        started = request.httprequest.form.get("started")
        started = started if self._read_start(started) is not None else self._sign_start()
        errors = sent.errors if sent else {}
        if request.httprequest.form.get("is_script"):
            return request.make_json_response(
                {"error": error, "errors": errors, "started": started}
            )
        return request.render(
            "dms_distributor.application_form", self._prepare_form_values(sent, error, started)
        )

    @staticmethod
    def _answer_redirect(path):
        if request.httprequest.form.get("is_script"):
            return request.make_json_response({"redirect": path})
        return request.redirect(path)

    def _create_application(self, sent):
        """Keep an application until its mail address is confirmed, and ask for that.

        :return: the ``dms.application``
        """
        application = request.env["dms.application"].sudo().create({
            **sent.values,
            "source": "form",
            "is_confirmed": False,
            "company_id": sent.company.id,
            "lang": request.env.lang,
            "reference_ids": [Command.create(values) for values in sent.references],
            "document_ids": [Command.create(values) for values in sent.documents],
        })
        application._send_mail("dms_distributor.mail_template_application_confirm")
        return application
