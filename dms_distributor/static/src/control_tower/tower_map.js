import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { projectPlaces } from "./tower_state";

const WIDTH = 400;
const HEIGHT = 420;
const MARGIN = 26;

/** Distributors where they lie, coloured by their score. */
export class TowerMap extends Component {
    static template = "dms_distributor.TowerMap";
    static props = {
        bubbles: { type: Array, element: Object },
        open: Function,
    };

    setup() {
        this.viewBox = `0 0 ${WIDTH} ${HEIGHT}`;
    }

    /** The bad ones last, for what is drawn last lies on top. */
    get bubbles() {
        const { bubbles } = this.props;
        const places = projectPlaces(bubbles, WIDTH, HEIGHT, MARGIN);
        return bubbles
            .map((bubble, index) => ({
                ...bubble,
                ...places[index],
                radius: 9 + Math.min(bubble.bad, 5) * 2,
                title: _t("%(name)s: score %(score)s, %(bad)s bad", bubble),
            }))
            .sort((left, right) => right.score - left.score);
    }

    onKeydown(ev, bubble) {
        if (ev.key === "Enter" || ev.key === " ") {
            ev.preventDefault();
            this.props.open(bubble);
        }
    }
}
