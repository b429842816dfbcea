// SPDX-License-Identifier: Apache-2.0
package afterword.events;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/// Binds settings from text, as Boot does.
public final class Bound {

    private Bound() {}

    /// A settings record from properties, given without their prefix.
    public static <T> T from(Class<T> type, Map<String, String> properties) {
        var prefix = type.getAnnotation(ConfigurationProperties.class).value();
        var source = new MapConfigurationPropertySource();
        properties.forEach((name, value) -> source.put(prefix + "." + name, value));
        return new Binder(source).bindOrCreate(prefix, type);
    }
}
