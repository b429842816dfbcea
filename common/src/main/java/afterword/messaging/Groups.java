// SPDX-License-Identifier: Apache-2.0
package afterword.messaging;

/// Names under which the services consume: Kafka's consumer groups. Who asks for a backlog on Kafka
/// must name the group that works it off.
public final class Groups {

    /// The event-workers.
    public static final String EVENT_WORKER = "afterword-event-worker";

    /// The analysis-workers.
    public static final String ANALYSIS_WORKER = "afterword-analysis-worker";

    private Groups() {}
}
