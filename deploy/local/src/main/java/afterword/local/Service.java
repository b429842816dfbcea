// SPDX-License-Identifier: Apache-2.0
package afterword.local;

/// The three processes of the line.
public enum Service {
    API_GATEWAY("api-gateway", "gateway", 9081),
    EVENT_WORKER("event-worker", "events", 9082),
    ANALYSIS_WORKER("analysis-worker", "analysis", 9083);

    private final String module;
    private final String schema;
    private final int actuatorPort;

    Service(String module, String schema, int actuatorPort) {
        this.module = module;
        this.schema = schema;
        this.actuatorPort = actuatorPort;
    }

    /// Folder of its module, and its name.
    public String module() {
        return module;
    }

    /// Its role in the database; the schema it owns is named alike.
    String role() {
        return "afterword_" + schema;
    }

    /// Port of its actuator, if it is free.
    int actuatorPort() {
        return actuatorPort;
    }
}
