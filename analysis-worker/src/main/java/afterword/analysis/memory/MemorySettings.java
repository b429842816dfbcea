// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.memory;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The memory service. Shorter prefix than other settings, since the environment variables
/// `AFTERWORD_MEMORY_BASE_URL` and `_API_KEY` are promised.
///
/// @param baseUrl of a mem0-like service; none by default: the model answers
/// @param apiKey empty where none is needed
/// @param callsInFlight for each process; what the service bears, as each call makes it call a
///   model
/// @param shape how it is spoken to; null: hosted at an address of mem0.ai, else self-hosted
@ConfigurationProperties("afterword.memory")
record MemorySettings(
        @Nullable URI baseUrl,
        @DefaultValue("") String apiKey,
        @DefaultValue("64") int callsInFlight,
        @Nullable MemoryShape shape) {

    MemorySettings {
        if (callsInFlight < 1) {
            throw new IllegalArgumentException("afterword.memory.calls-in-flight is at least 1");
        }
    }

    /// How the service at an address is spoken to.
    MemoryShape shape(URI address) {
        if (shape != null) {
            return shape;
        }
        var host = address.getHost();
        return host != null && (host.equals("mem0.ai") || host.endsWith(".mem0.ai"))
                ? MemoryShape.HOSTED
                : MemoryShape.SELF_HOSTED;
    }

    /// Shows no key.
    @Override
    public String toString() {
        return "MemorySettings[" + baseUrl + ", " + callsInFlight + ", " + shape + "]";
    }
}
