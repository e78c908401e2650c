import { Component, onWillStart, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const AT_WORK = ["checking", "loading"];
const INTERVAL = 1000;

/** How far the job of an upload is; the form is read anew when the job ends. */
export class UploadProgress extends Component {
    static template = "dms_distributor.UploadProgress";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.progress = useState({ done: 0, total: 100, label: "" });
        onWillStart(() => this.watch(this.props.record));
        onWillUpdateProps((props) => this.watch(props.record));
        onWillUnmount(() => this.stop());
    }

    get percentage() {
        return Math.round((100 * this.progress.done) / this.progress.total);
    }

    watch(record) {
        this.stop();
        if (record.resId && AT_WORK.includes(record.data.state)) {
            this.timer = setTimeout(() => this.poll(record), INTERVAL);
        }
    }

    stop() {
        clearTimeout(this.timer);
        this.timer = undefined;
    }

    async poll(record) {
        const timer = this.timer;
        let progress;
        try {
            progress = await this.orm.silent.call(record.resModel, "get_progress", [
                record.resId,
            ]);
        } catch (error) {
            // The server may be restarting, and the job goes on: ask again.
            console.warn("The progress of an upload could not be read", error);
        }
        if (timer !== this.timer) {
            return;
        }
        if (progress) {
            Object.assign(this.progress, progress);
            if (!AT_WORK.includes(progress.state)) {
                await record.load();
                return;
            }
        }
        this.watch(record);
    }
}

registry.category("view_widgets").add("dms_upload_progress", {
    component: UploadProgress,
    fieldDependencies: [{ name: "state", type: "selection" }],
});
