// SPDX-License-Identifier: Apache-2.0
package afterword.events.deadletter;

import afterword.messaging.Route;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Where a message failed, and so where a replay sends it. Closed: stored, served, a metric label.
public enum Stage {
    /// A finished conversation.
    INTAKE(Route.CONVERSATION_ENDED),
    /// A request for an analysis.
    REQUEST(Route.ANALYSIS_REQUESTED),
    /// News of a run's end.
    OUTCOME(Route.OUTCOME_RECORDED),
    /// An operator's order.
    COMMAND(Route.COMMANDS);

    private final Route route;
    private final String label;

    Stage(Route route) {
        this.route = route;
        this.label = name().toLowerCase(Locale.ROOT);
    }

    /// Where such messages go.
    Route route() {
        return route;
    }

    /// As it is stored and served.
    public String label() {
        return label;
    }

    /// The stage of a queue or topic, with or without a prefix of the cluster's.
    static Optional<Stage> at(String address) {
        return Arrays.stream(values())
                .filter(stage -> address.endsWith(stage.route.address()))
                .findFirst();
    }

    /// The stage of a stored label.
    static Optional<Stage> of(String label) {
        return Arrays.stream(values()).filter(stage -> stage.label.equals(label)).findFirst();
    }
}
