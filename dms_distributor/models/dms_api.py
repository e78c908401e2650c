import json

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

MANAGER = "dms_distributor.group_manager"
# Rows of one call whose rows are recorded one by one.
ROW_LIMIT = 2000
PAGE_LIMIT = 1000
# Of a database identifier.
LARGEST_ID = 2**31 - 1


class DmsApi(models.AbstractModel):
    """Calls for other programs, by ``POST /json/2/dms.api/<method>`` with an API key.

    What concerns sales, stock, orders and outlets stands in files of their own. The calls are
    described, with examples that are run as tests, in ``readme/API.rst`` and at ``/dms/api``.
    """

    _name = "dms.api"
    _description = "Calls for Other Programs"

    @api.model
    @api.readonly
    def get_batch(
        self, batch_key: str, distributor: str, method: str = "record_sales", after: int = 0,
        limit: int | None = None,
    ) -> dict:
        """How far a batch is, and the answers to its rows once it is done.

        :param batch_key: the key with which the caller sent it
        :param distributor: code of the distributor it was sent for
        :param method: the call that it was sent with
        :param after: number of the last row that is known, to read the answers in pages
        :param limit: how many answers to give
        """
        partner = self._get_distributor(distributor)
        after = self._check_count("after", after)
        if limit is not None:
            limit = self._check_count("limit", limit)
        batch = self.env["dms.api.batch"].sudo().search(
            [
                ("user_id", "=", self.env.uid), ("method", "=", str(method)),
                ("distributor_id", "=", partner.id), ("batch_key", "=", str(batch_key)),
            ], limit=1,
        )
        if not batch:
            raise UserError(
                self.env._(
                    "You have sent no batch “%(key)s” for %(distributor)s with %(method)s.",
                    key=batch_key, distributor=partner.display_name, method=method,
                )
            )
        return batch._get_answer(after, limit)

    @api.model
    def _get_documents(self) -> list[str]:
        """Paths of the documents that describe the calls, in the order in which they are read.

        An add-on that brings calls adds a chapter of its own: titles underlined with ``=``, calls
        with ``-``, an example of each call.
        """
        return ["dms_distributor/readme/API.rst"]

    @api.model
    def _get_distributor(self, code, *, write=False):
        """The distributor of that code (or database identifier), past the record rules.

        :param write: whether the caller is about to record something for it
        :raise AccessError: when the user may not call the API at all
        :raise UserError: when there is none in the user's network
        """
        scope = self._get_scope(write=write) & Domain("dms_role", "=", "distributor")
        if self._is_number(code) and 0 < code <= LARGEST_ID:
            named = Domain("id", "=", code)
        else:
            named = Domain("dms_code", "=", code if self._is_text(code) else "")
        partner = self.env["res.partner"].sudo().search(scope & named, limit=1)
        if not partner or not code:
            raise UserError(
                self.env._(
                    "No distributor has the code “%s” in the network that you may see: check the "
                    "code, or ask for access to it.", code,
                )
            )
        return partner

    @api.model
    def _get_scope(self, *, write: bool) -> Domain:
        """Partners that the user may read through the API, or record for.

        :return: a domain of ``res.partner``
        :raise AccessError: when the user may not do it for any
        """
        user = self.env.user
        allowed = Domain("company_id", "in", [False, *self.env.companies.ids])
        if user.has_group(MANAGER):
            return allowed
        groups = ["dms_distributor.group_api"] if write else ["dms_distributor.group_user"]
        if user.has_group("base.group_portal") or any(map(user.has_group, groups)):
            return allowed & user._get_network_domain()
        raise AccessError(
            self.env._(
                "%s may not call the distribution API: the user needs the access “API: Own "
                "Network”, or a log-in of a distributor.", user.name,
            )
        )

    @api.model
    def _get_company(self, distributor):
        """The company in whose books what concerns ``distributor`` stands."""
        return distributor.company_id or self.env.company

    @api.model
    def _run_batch(self, method, distributor, batch_key, content, run) -> dict:
        """Run a batch once, however often it is sent.

        :param content: what was sent under the key
        :param run: called with the new batch, does the work and finishes or enqueues it
        :return: the answer for the caller
        """
        if not self._is_text(batch_key) or not 1 <= len(batch_key.strip()) <= 120:
            raise UserError(
                self.env._(
                    "batch_key: “%s” is no key. Give a text of 1 to 120 characters that is new "
                    "for each batch, such as a number of yours or a UUID.", batch_key,
                )
            )
        company = self._get_company(distributor)
        batches = self.env["dms.api.batch"].sudo().with_company(company)
        batch, is_new = batches._claim(
            method, company, distributor, batch_key.strip(), content
        )
        if is_new:
            run(batch)
        return batch._get_answer()

    @api.model
    def _run_each(self, rows: list[dict], record) -> list[dict]:
        """Record rows one by one: what stops one does not stop the others.

        :param record: called with a row, gives its answer; a UserError rejects the row
        :return: the answers, in the order of the rows
        """
        answers = []
        for number, row in enumerate(rows, 1):
            base = {"row": number, "source_key": row.get("source_key")}
            try:
                with self.env.cr.savepoint():
                    answers.append({**base, **record(row)})
            except UserError as error:
                self.env.invalidate_all(flush=False)
                code, field, value = getattr(error, "dms_details", ("refused", None, None))
                answers.append(
                    {**base, "status": "rejected", "code": code, "field": field, "value": value,
                     "message": str(error.args[0])}
                )
        return answers

    @api.model
    def _reject(self, code: str, field: str, value, message: str):
        """Refuse a row: the answer names its field and value.

        :raise UserError: always
        """
        error = UserError(message)
        error.dms_details = (code, field, value)
        raise error

    @api.model
    def _check_rows(self, rows, names, *, limit: int = ROW_LIMIT):
        """Refuse what is no list of objects, or has fields that are not known.

        :param names: fields that a row may have
        :raise UserError: naming the row and the field
        """
        if not isinstance(rows, list) or not rows:
            raise UserError(self.env._("rows: a list of at least one object is expected."))
        if len(rows) > limit:
            raise UserError(
                self.env._(
                    "rows: %(count)s rows are too many for one call. Send at most %(limit)s, each "
                    "batch with a key of its own.", count=len(rows), limit=limit,
                )
            )
        if not self._is_text(json.dumps(rows, ensure_ascii=False)):
            raise UserError(
                self.env._("rows: a text holds a character that no text may hold, such as NUL.")
            )
        for number, row in enumerate(rows, 1):
            if not isinstance(row, dict):
                raise UserError(
                    self.env._(
                        "rows: row %(row)s is “%(value)s”, an object is expected.",
                        row=number, value=row,
                    )
                )
            unknown = row.keys() - set(names)
            if unknown:
                raise UserError(
                    self.env._(
                        "rows: row %(row)s has a field “%(field)s”, which is not known. The "
                        "fields are: %(names)s.",
                        row=number, field=sorted(unknown)[0], names=", ".join(names),
                    )
                )

    @api.model
    def _check_count(self, name: str, value, most: int = LARGEST_ID) -> int:
        """``value`` as a whole number of 0 or more.

        :raise UserError: when it is none, or larger than ``most``
        """
        if not self._is_number(value) or not 0 <= value <= most:
            raise UserError(
                self.env._(
                    "%(name)s: “%(value)s” is not possible, a whole number from 0 to %(most)s is "
                    "expected.", name=name, value=value, most=most,
                )
            )
        return value

    @api.model
    def _is_text(self, value) -> bool:
        """Whether ``value`` is a text that the database can hold."""
        if not isinstance(value, str) or "\0" in value or "\\u0000" in value:
            return False
        try:
            value.encode()
        except UnicodeEncodeError:
            return False
        return True

    @api.model
    def _is_number(self, value) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)

    @api.model
    def _get_page(self, records, domain: Domain, after, limit, **order):
        """The next ``limit`` records after the identifier ``after``.

        :param records: an empty recordset, in the environment to read with
        :return: records, and the identifier to go on after (None: there are no more)
        """
        limit = self._check_count("limit", limit, PAGE_LIMIT) or PAGE_LIMIT
        after = self._check_count("after", after)
        found = records.search(domain & Domain("id", ">", after), order="id", limit=limit + 1)
        page = found[:limit]
        return page, page[-1:].id if len(found) > limit else None
