{
    "name": "Distribution: Claims",
    "summary": "Claims of distributors, with evidence and approval",
    "version": "19.0.1.0.0",
    "category": "Sales/Distribution",
    "author": "DMS founders",
    "license": "AGPL-3",
    "depends": ["base_tier_validation", "dms_schemes"],
}
