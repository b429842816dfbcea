// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How providers are reached. The total time-out of a call is the analysis's own (`model.timeout`).
///
/// @param connectTimeout TCP and TLS
/// @param firstByteTimeout to the first byte of the reply's body. Without streaming a model sends
///   it when it has finished, so that this is the longest useful answer time; beyond it the
///   provider counts as not answering, and the part waits instead of using up an attempt
/// @param idleTimeout between two bytes of a reply
/// @param replyLimit bytes of a reply; of a streamed one, of what its events say together
/// @param threads that serve the client's own small tasks, TLS among them
@ConfigurationProperties("afterword.analysis.http")
public record HttpSettings(
        @DefaultValue("2s") Duration connectTimeout,
        @DefaultValue("30s") Duration firstByteTimeout,
        @DefaultValue("15s") Duration idleTimeout,
        @DefaultValue("1MB") DataSize replyLimit,
        @DefaultValue("4") int threads) {

    public HttpSettings {
        if (!connectTimeout.isPositive()
                || !firstByteTimeout.isPositive()
                || !idleTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "afterword.analysis.http: connect-timeout, first-byte-timeout and idle-timeout"
                            + " are positive");
        }
        if (replyLimit.toBytes() < 1024 || threads < 1) {
            throw new IllegalArgumentException(
                    "afterword.analysis.http: reply-limit is at least 1KB, threads at least 1");
        }
    }
}
