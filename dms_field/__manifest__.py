{
    "name": "Distribution: Field Force",
    "summary": "Beats and visits of field representatives",
    "version": "19.0.1.0.0",
    "category": "Sales/Distribution",
    "author": "DMS founders",
    "license": "AGPL-3",
    "depends": ["dms_distributor"],
}
