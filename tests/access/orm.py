"""The matrix over the ORM: every model, every role, own and foreign records."""

from odoo.exceptions import AccessError

OPERATIONS = ("read", "write", "create", "unlink")
# Who looks at nothing but master data, or at nothing at all.
OUTSIDERS = ("internal", "public")
# Roles to whom only another company is foreign.
WHOLE = ("manager", "administrator", "other_manager")
# What every employee may read: by it the network is described.
MASTER_DATA = {"dms.tier", "dms.territory", "dms.channel", "dms.outlet.class"}
# Models whose records belong to no partner, and why all who may read them at all may read all.
UNOWNED = {
    "dms.tier": "describes the network",
    "dms.territory": "describes the network",
    "dms.channel": "describes the network",
    "dms.outlet.class": "describes the network",
    "dms.upload.progress": "a number of rows done, for administrators only",
}
# Models whose records belong to no company either.
NO_COMPANY = {"dms.upload.progress": "a number of rows done, for administrators only"}


class OrmMatrix:
    def test_matrix(self):
        """Nothing foreign is found, read or touched."""
        looked_at = 0
        for model in self.models:
            for role, user in self.users.items():
                foreign = self.get_foreign(role, model)
                reasons = NO_COMPANY if role in WHOLE else UNOWNED
                with self.subTest(model=model, role=role):
                    if model in reasons and not foreign:
                        continue
                    self.assertTrue(
                        foreign,
                        f"{model}: no record is foreign to {role}, so nothing is proved. Let "
                        "records tell whose they are, or give the reason why they need not.",
                    )
                    self._check_hidden(foreign.with_user(user))
                    looked_at += len(foreign)
        self.assertGreater(looked_at, 5000)

    def _check_hidden(self, records):
        for operation in OPERATIONS:
            leaked = records._filtered_access(operation)
            self.assertFalse(leaked, f"{operation} is granted on {leaked[:5]}")
        with self.assertRaises(AccessError):
            records[:1].read(["id"])
        if records.browse().has_access("read"):
            domain = [("id", "in", records.ids)]
            self.assertFalse(records.search(domain))
            self.assertFalse(records.search_count(domain))
            self.assertFalse(records._read_group(domain, [], ["id:recordset"])[0][0])

    def test_outsiders_have_no_rights(self):
        """Neither the public nor an employee without Distribution has any right on a model."""
        for model in self.get_all_models():
            for role in OUTSIDERS:
                with self.subTest(model=model, role=role):
                    empty = self.env[model].with_user(self.users[role])
                    granted = {name for name in OPERATIONS if empty.has_access(name)}
                    allowed = {"read"} if model in MASTER_DATA and role == "internal" else set()
                    self.assertLessEqual(granted, allowed)

    def test_distributors_write_nothing(self):
        """What a distributor does in the portal goes through checks, never by its own rights."""
        for model in self.get_all_models():
            for role in ("portal_north", "portal_south"):
                with self.subTest(model=model, role=role):
                    empty = self.env[model].with_user(self.users[role])
                    self.assertFalse([name for name in OPERATIONS[1:] if empty.has_access(name)])

    def test_own_records_are_seen(self):
        """The matrix would be easy to pass by showing nothing."""
        seen = 0
        for model in self.models:
            of, companies = self.get_owned(model)
            own = self.env[model].browse(
                identifier for identifier, partners in of.items()
                if partners and companies[identifier] in (0, self.company.id)
                and partners <= self.scopes["manager"]
            )
            for role in ("manager", "administrator"):
                with self.subTest(model=model, role=role):
                    visible = own.with_user(self.users[role])
                    if visible.browse().has_access("read"):
                        self.assertEqual(len(visible._filtered_access("read")), len(own))
                        seen += len(own)
        self.assertGreater(seen, 1000)
