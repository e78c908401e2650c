from .common_network import NetworkCommon

# Metres to degrees of latitude.
METRE = 1 / 111_320


class OutletsCommon(NetworkCommon):
    """The small network, with outlets that have names, phones and places of their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Outlets of others, be they of the demo data, are not to be met by chance.
        cls.env.cr.execute("UPDATE res_partner SET dms_is_match_due = FALSE")
        cls.corner.write({
            "name": "Zuhairi Corner Store", "phone": "+91 70011 22334", "zip": "Z-11",
            "partner_latitude": 5.0, "partner_longitude": 20.0,
        })
        cls.market.write({
            "name": "Quillfeather Market", "phone": "+91 70099 88776", "zip": "Z-12",
            "partner_latitude": 5.1, "partner_longitude": 20.1,
        })
        cls.pier.write({
            "name": "Blenkinsop Pier", "phone": "+91 70055 44332", "zip": "Z-13",
            "partner_latitude": 6.0, "partner_longitude": 21.0,
        })
        cls.duplicates = cls.env["dms.outlet.duplicate"]
        cls.registrations = cls.env["dms.outlet.registration"]

    @classmethod
    def _create_outlet(cls, name, distributor=None, **values):
        return cls._create_partner(
            name, cls.outlet_tier, distributor or cls.sunrise, cls.city, **values
        )

    @classmethod
    def _create_registration(cls, name, **values):
        return cls.registrations.create({
            "name": name, "distributor_id": cls.sunrise.id, "phone": "+91 70077 66554", **values,
        })

    def _find_pair(self, first, second):
        return self.duplicates.search([
            ("outlet_a_id", "in", (first | second).ids),
            ("outlet_b_id", "in", (first | second).ids),
        ])
