// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// Binds settings records as the running service does.
public final class Binding {

    private Binding() {}

    /// The record with these properties under its prefix, defaults for the rest.
    public static <T> T of(String prefix, Class<T> type, String... pairs) {
        Map<String, Object> properties = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.put(prefix + "." + pairs[i], pairs[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate(prefix, type);
    }
}
