import { Component } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { MultiRecordSelector } from "@web/core/record_selectors/multi_record_selector";
import { RecordSelector } from "@web/core/record_selectors/record_selector";

import { formatMonths, getPresets } from "./period";

export class OverviewFilters extends Component {
    static template = "dms_distributor.OverviewFilters";
    static components = { DateTimeInput, Dropdown, DropdownItem, MultiRecordSelector, RecordSelector };
    static props = {
        filters: Object,
        update: Function,
    };

    setup() {
        this.presets = getPresets();
        this.distributorDomain = [["dms_role", "=", "distributor"]];
        this.distributorPlaceholder = _t("All distributors");
        this.territoryPlaceholder = _t("All territories");
    }

    get periodLabel() {
        const { period, date_from, date_to } = this.props.filters;
        const preset = this.presets.find(({ id }) => id === period);
        return preset ? preset.label : formatMonths(date_from, date_to);
    }

    get months() {
        return formatMonths(this.props.filters.date_from, this.props.filters.date_to);
    }

    month(name) {
        return deserializeDate(this.props.filters[name]);
    }

    /** A month chosen by hand; the other end moves along when the two would cross. */
    setMonth(name, value) {
        if (!value) {
            return;
        }
        const day = serializeDate(value.startOf("month"));
        const { date_from, date_to } = this.props.filters;
        const range = { date_from, date_to, [name]: day };
        if (range.date_from > range.date_to) {
            range.date_from = range.date_to = day;
        }
        this.props.update({ period: "custom", ...range });
    }
}
