"""The matrix over the ORM: every model, every role, own and foreign records."""

from odoo.exceptions import AccessError

OPERATIONS = ("read", "write", "create", "unlink")
# Who looks at nothing but master data, or at nothing at all.
OUTSIDERS = ("internal", "public")
# What every employee may read: by it the network is described.
MASTER_DATA = {
    "dms.application.document.type", "dms.channel", "dms.kpi", "dms.outlet.class", "dms.territory",
    "dms.tier",
}
NETWORK, TERMS = "describes the network", "terms that are the same for everybody"
SIMULATED = "what schemes would have cost in all, for managers only"
TECHNICAL = "numbers of a machine, for administrators only"
# Models whose records belong to no partner, and why whoever may read one may read all.
UNOWNED = {
    "dms.application.document.type": TERMS,
    "dms.approval.delegation": "who decides in whose place; one's own, and all for managers",
    "dms.automation.rule": "what is watched, of everybody; whom it told is a message's",
    "dms.channel": NETWORK,
    "dms.claim.reason": TERMS,
    "dms.claim.check.setting": TERMS,
    "dms.claim.rule": TERMS,
    "dms.claim.submission": "what somebody submitted at once; whose the claims are its lines tell",
    "dms.claim.type": TERMS,
    "dms.claim.type.evidence": TERMS,
    "dms.dunning.level": TERMS,
    "dms.kpi": TERMS,
    "dms.kpi.stale": "months whose figures are to be computed again",
    "dms.kpi.threshold": TERMS,
    "dms.must.stock": TERMS,
    "dms.must.stock.line": TERMS,
    "dms.outlet.class": NETWORK,
    "dms.outreach": TERMS,
    "dms.outreach.step": TERMS,
    "dms.points.gift": TERMS,
    "dms.points.program": TERMS,
    "dms.rate.limit": TECHNICAL,
    "dms.routing.rule": "who looks into which exceptions; what happened is a case's",
    "dms.scheme": TERMS,
    "dms.scheme.accrual": "one for all partners; whose the figures are is told by its lines",
    "dms.scheme.combo": TERMS,
    "dms.scheme.extension": TERMS,
    "dms.scheme.group": TERMS,
    "dms.scheme.price": TERMS,
    "dms.scheme.revision": TECHNICAL,
    "dms.scheme.roi": "what schemes have brought in all, for managers only",
    "dms.scheme.simulation": SIMULATED,
    "dms.scheme.simulation.result": SIMULATED,
    "dms.scheme.simulation.slab": SIMULATED,
    "dms.scheme.slab": TERMS,
    "dms.scheme.template": TERMS,
    "dms.settlement.template": TERMS,
    "dms.territory": NETWORK,
    "dms.territory.gap": "places where nobody sells yet",
    "dms.tier": NETWORK,
    "dms.upload.progress": TECHNICAL,
}
# Models whose records belong to no company either.
NO_COMPANY = {"dms.rate.limit", "dms.scheme.revision", "dms.upload.progress"}


class OrmMatrix:
    def test_matrix(self):
        """Nothing foreign is found, read or touched."""
        looked_at = 0
        for model in self.models:
            for role, user in self.users.items():
                foreign = self.get_foreign(role, model)
                with self.subTest(model=model, role=role):
                    if model in NO_COMPANY:
                        continue
                    self.assertTrue(
                        foreign, f"{model}: no record is foreign to {role}: nothing is proved"
                    )
                    self._check_hidden(foreign.with_user(user))
                    looked_at += len(foreign)
        self.assertGreater(looked_at, 5000)

    def test_records_tell_whose_they_are(self):
        """A model by whose records nobody could tell is one that all may read, with a reason."""
        for model in self.models:
            with self.subTest(model=model):
                self.assertNotIn(model, self.unmade, self.unmade.get(model))
                self.assertNotEqual(
                    self.owners.is_owned(model), model in UNOWNED,
                    f"{model}: refer to the distributor or outlet, or say in UNOWNED why not",
                )
                self.assertNotEqual(
                    self.owners.has_company(model), model in NO_COMPANY, f"{model}: company"
                )

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
