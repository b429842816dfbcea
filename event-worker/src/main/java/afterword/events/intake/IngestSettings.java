// SPDX-License-Identifier: Apache-2.0
package afterword.events.intake;

import afterword.messaging.Brokers;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where producers may publish besides the broker that carries the line. The line's own broker is
/// always a door; switching it on again changes nothing.
@ConfigurationProperties("afterword.ingest")
record IngestSettings(@DefaultValue Door rabbitmq, @DefaultValue Door kafka) {

    /// The kinds that are switched on.
    Set<Brokers.Kind> enabled() {
        var enabled = EnumSet.noneOf(Brokers.Kind.class);
        if (rabbitmq.enabled) {
            enabled.add(Brokers.Kind.RABBITMQ);
        }
        if (kafka.enabled) {
            enabled.add(Brokers.Kind.KAFKA);
        }
        return enabled;
    }

    /// A broker of one kind, reached by the same settings as if it carried the line.
    ///
    /// @param enabled whether finished conversations are taken from it
    record Door(@DefaultValue("false") boolean enabled) {}
}
