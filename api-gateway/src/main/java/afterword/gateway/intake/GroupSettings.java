// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.intake;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How events travel together over RabbitMQ. Source of the bounds: protocol, "Accept"; of
/// `together`: docs/performance.md.
///
/// @param events in one message at most; 1: each event travels alone
/// @param size of one message at most; a larger event travels alone
/// @param together messages whose confirm may be outstanding before what arrives waits for one of
///   them and travels in company
@ConfigurationProperties("afterword.gateway.intake.group")
record GroupSettings(
        @DefaultValue("64") int events,
        @DefaultValue("256KB") DataSize size,
        @DefaultValue("2") int together) {

    GroupSettings {
        if (events < 1 || events > 64 || together < 1) {
            throw new IllegalArgumentException(
                    "afterword.gateway.intake.group: events is 1 to 64, together at least 1");
        }
        if (size.toKilobytes() < 1 || size.toKilobytes() > 256) {
            throw new IllegalArgumentException(
                    "afterword.gateway.intake.group.size is 1KB to 256KB");
        }
    }
}
