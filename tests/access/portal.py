"""The matrix over the addresses: every route of the add-ons, with what is foreign in its place."""

import re

from odoo.tools import mute_logger

from .world import MARK

# What a number in an address names, where its name does not say it: route's beginning and name.
NUMBERS = {
    ("/my/network", "partner_id"): "res.partner",
    ("/my/sales", "sale_id"): "dms.secondary.sale",
    ("/my/uploads", "upload_id"): "dms.upload",
    ("/my/outlet-registrations", "registration_id"): "dms.outlet.registration",
    ("/my/dms/returns", "return_id"): "dms.return.request",
    ("/my/dms/order/upload", "upload_id"): "dms.order.upload",
    ("/my/dms/claims/upload", "upload_id"): "dms.claim.upload",
    ("/my/dms/orders", "order_id"): "sale.order",
    ("/my/dms/scorecard", "card_id"): "dms.scorecard",
    ("/distributors/outreach", "enrolment_id"): "dms.outreach.enrolment",
    ("/my/dms/stock/counts", "count_id"): "dms.stock.count",
}
# Names of numbers that name no record.
PLAIN = {"page"}
# Parameters by which pages are asked for somebody's figures.
PARAMETERS = (
    "distributor", "distributor_id", "outlet", "outlet_id", "upstream", "partner", "partner_id",
)
# Odoo's own pages of what a distributor is shown.
BORROWED = {"/my/orders/{}": "sale.order", "/my/invoices/{}": "account.move"}
LOOKERS = ("portal_north", "portal_south", "user_north", "internal", "public")


class PortalMatrix:
    @classmethod
    def get_routes(cls):
        """Routes of our controllers, as the server maps them.

        :return: tuples of the address, the methods, the kind, and what converts each argument
        """
        for rule in cls.env["ir.http"].routing_map().iter_rules():
            endpoint = getattr(rule.endpoint, "original_endpoint", rule.endpoint)
            module = getattr(getattr(endpoint, "func", endpoint), "__module__", "")
            if module.startswith("odoo.addons.dms_"):
                methods = (rule.methods or {"GET"}) - {"OPTIONS", "HEAD"}
                yield rule.rule, methods, rule.endpoint.routing["type"], rule._converters

    def _get_addresses(self, route, converters, role):
        """Addresses of a route with the ids of foreign records in it.

        :return: pairs of an address and the record that it names; none for a plain page
        """
        model, addresses = None, [re.sub(r"<int:page>", "1", route)]
        for name, converter in converters.items():
            kind = type(converter).__name__
            if name in PLAIN:
                continue
            slot = re.compile(rf"<[^<>]*\b{name}>")
            if kind == "AnyConverter":
                options = re.search(rf"<any\((.*?)\):{name}>", route)[1].split(",")
                addresses = [
                    slot.sub(option.strip(), address)
                    for address in addresses for option in options
                ]
            elif "Int" in kind or kind == "ModelConverter":
                model = getattr(converter, "model", None) or self._get_model(route, name)
                addresses = [slot.sub("{}", address) for address in addresses]
            else:
                addresses = [slot.sub("no-such-token", address) for address in addresses]
        if not model:
            return [(address, None) for address in addresses]
        foreign = self.get_foreign(role, model)
        self.assertTrue(foreign, f"{route}: no {model} is foreign to {role}")
        return [
            (address.format(record.id), record)
            for address in addresses for record in (foreign[:1] | foreign[-1:])
        ]

    def _get_model(self, route, name):
        for (beginning, argument), model in NUMBERS.items():
            if route.startswith(beginning + "/") and argument == name:
                return model
        model = "dms." + name.removesuffix("_id").replace("_", ".")
        self.assertIn(
            model, self.env,
            f"What does {name} name in {route}? Say it in NUMBERS of {__file__}.",
        )
        return model

    def _visit(self, address, methods, kind):
        """Answers of an address to each way of asking for it."""
        for method in sorted(methods):
            if kind == "jsonrpc":
                yield self.opener.post(
                    self.base_url() + address,
                    json={"jsonrpc": "2.0", "method": "call", "params": {}},
                )
            elif method == "GET":
                yield self.opener.get(self.base_url() + address)
            else:
                yield self.opener.post(
                    self.base_url() + address, data={"csrf_token": self.token},
                )

    def log_in(self, role):
        login = role != "public" and self.users[role].login
        self.authenticate(login or None, login or None)
        page = self.opener.get(self.base_url() + "/my")
        found = re.search(r'csrf_token: "([^"]+)"', page.text)
        self.token = found and found[1]

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_addresses(self):
        """No address shows or changes a foreign record, whatever is put into it."""
        visits = named = 0
        for role in LOOKERS:
            self.log_in(role)
            for route, methods, kind, converters in self.get_routes():
                for address, record in self._get_addresses(route, converters, role):
                    before = record and self._get_state(record)
                    for answer in self._visit(address, methods, kind):
                        with self.subTest(address=address, role=role):
                            self.assertLess(answer.status_code, 500, answer.text[-500:])
                            self.assert_names_none(role, answer.text, address)
                            if record:
                                self._check_refused(answer, address, methods, kind)
                                self.assertEqual(self._get_state(record), before)
                            visits += 1
                            named += bool(MARK.search(answer.text))
        self.assertGreater(visits, 100)
        self.assertGreater(named, 10, "pages name the role's own partners")

    def _check_refused(self, answer, address, methods, kind):
        """Assert that the address says no more than it says of what is not there at all."""
        is_elsewhere = answer.url.partition("?")[0] != self.base_url() + address
        if not answer.ok or (is_elsewhere and kind == "http"):
            return
        if kind == "jsonrpc" and "error" in answer.json():
            return
        nowhere = re.sub(r"/\d+", "/987654321", address, count=1)
        for nothing in self._visit(nowhere, methods, kind):
            self.assertEqual(self._strip(answer.text), self._strip(nothing.text))

    @staticmethod
    def _strip(text):
        """A page without what differs from one visit to the next."""
        return re.sub(r"csrf_token[^,>]*|\d+", "", text)

    def _get_state(self, record):
        """What would tell that a record was touched."""
        record.invalidate_recordset()
        names = [name for name in ("state", "write_date", "active") if name in record._fields]
        return record.sudo().exists().read(names)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_parameters(self):
        """No page tells anything of a partner that its address asks for."""
        for role in ("portal_north", "portal_south"):
            self.log_in(role)
            strangers = self.get_foreign(role, "res.partner")
            for route, methods, kind, converters in self.get_routes():
                if "GET" not in methods or kind != "http" or set(converters) - PLAIN:
                    continue
                for stranger in (strangers[:1] | strangers[-1:]):
                    address = re.sub(r"<int:page>", "1", route)
                    with self.subTest(address=address, role=role, stranger=stranger.id):
                        answer = self.opener.get(
                            self.base_url() + address,
                            params=dict.fromkeys(PARAMETERS, stranger.id),
                        )
                        self.assertLess(answer.status_code, 500)
                        self.assert_names_none(role, answer.text, address)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_rule")
    def test_borrowed_pages(self):
        """Odoo's own pages of orders and invoices keep to the distributor as well."""
        for rows in self.sides.values():
            rows.make_order()
        for role in ("portal_north", "portal_south", "public"):
            self.log_in(role)
            for address, model in BORROWED.items():
                for record in self.get_foreign(role, model)[:3]:
                    with self.subTest(address=address, role=role, record=record.id):
                        answer = self.opener.get(self.base_url() + address.format(record.id))
                        self.assert_names_none(role, answer.text, address)
                        self.assertNotEqual(
                            answer.url.partition("?")[0],
                            self.base_url() + address.format(record.id),
                        )
