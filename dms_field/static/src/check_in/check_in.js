import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const TIMEOUT_MS = 10000;

/** A button that checks in or out with the position of the device, if it tells it. */
export class CheckIn extends Component {
    static template = "dms_field.CheckIn";
    static props = {
        ...standardWidgetProps,
        method: String,
        label: String,
    };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.state = useState({ isBusy: false });
    }

    async onClick() {
        this.state.isBusy = true;
        try {
            const { record, method } = this.props;
            if (!(await record.save())) {
                return;
            }
            const position = await this.getPosition();
            await this.orm.call(record.resModel, method, [[record.resId], ...position]);
            await record.load();
        } finally {
            this.state.isBusy = false;
        }
    }

    /** @returns {Promise<number[]>} latitude and longitude; nothing when the device keeps silent */
    async getPosition() {
        try {
            const { coords } = await new Promise((resolve, reject) =>
                navigator.geolocation.getCurrentPosition(resolve, reject, {
                    enableHighAccuracy: true,
                    timeout: TIMEOUT_MS,
                })
            );
            return [coords.latitude, coords.longitude];
        } catch {
            this.notification.add(
                _t("The device did not tell its position: the visit is recorded without one."),
                { type: "warning" }
            );
            return [];
        }
    }
}

export const checkIn = {
    component: CheckIn,
    extractProps: ({ attrs }) => ({ method: attrs.method, label: attrs.label }),
};

registry.category("view_widgets").add("dms_check_in", checkIn);
