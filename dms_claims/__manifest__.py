{
    "name": "Distribution: Claims",
    "summary": "Claims of distributors, with evidence and approval",
    "version": "19.0.1.0.0",
    "category": "Sales/Distribution",
    "author": "DMS founders",
    "license": "AGPL-3",
    "depends": ["dms_schemes"],
    "data": [
        "security/ir.model.access.csv",
        "security/dms_claims_rules.xml",
        "data/ir_sequence.xml",
        "data/dms_claim_type.xml",
        "data/dms_kpi.xml",
        "views/dms_claim_type_views.xml",
        "views/dms_claim_views.xml",
        "views/dms_scheme_views.xml",
        "views/dms_claims_menus.xml",
    ],
    "demo": [
        "demo/tier_definition.xml",
        "demo/dms_claim.xml",
    ],
    "assets": {
        "web.assets_tests": ["dms_claims/static/tests/tours/**/*"],
    },
}
