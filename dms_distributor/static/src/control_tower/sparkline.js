import { Component } from "@odoo/owl";

/** The course of a figure, drawn from lines of points that the server has laid out. */
export class Sparkline extends Component {
    static template = "dms_distributor.Sparkline";
    static props = {
        lines: { type: Array, element: String },
        status: { type: String, optional: true },
        label: { type: String, optional: true },
    };
}
