// SPDX-License-Identifier: Apache-2.0
package afterword.analysis;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/// Binds settings records the way Boot does, without Boot.
public final class Settings {

    private Settings() {}

    /// A record of nothing but defaults.
    public static <T> T defaults(Class<T> type) {
        return read(type, Map.of());
    }

    /// A record read from properties.
    public static <T> T read(Class<T> type, Map<String, ?> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate(prefix(type), type);
    }

    /// A record read from environment variables.
    public static <T> T fromEnvironment(Class<T> type, Map<String, Object> variables) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(it -> environment.getPropertySources().remove(it.getName()));
        environment
                .getPropertySources()
                .addFirst(
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                variables));
        environment.getPropertySources().addLast(new MapPropertySource("none", Map.of()));
        return Binder.get(environment).bindOrCreate(prefix(type), type);
    }

    private static String prefix(Class<?> type) {
        return type.getAnnotation(ConfigurationProperties.class).value();
    }
}
