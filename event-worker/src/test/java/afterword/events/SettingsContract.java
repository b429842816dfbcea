// SPDX-License-Identifier: Apache-2.0
package afterword.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What every settings record keeps: its defaults, and that each property is read from text.
public abstract class SettingsContract {

    private final Class<? extends Record> type;
    private final String defaults;
    private final String others;

    /// Both texts have a line `name=value` for each property, in the record's order.
    ///
    /// @param others another value for each
    protected SettingsContract(Class<? extends Record> type, String defaults, String others) {
        this.type = type;
        this.defaults = defaults.strip();
        this.others = others.strip();
    }

    @Test
    void hasDefaults() {
        assertThat(text(Bound.from(type, Map.of()))).isEqualTo(defaults);
    }

    @Test
    void readsAllProperties() {
        var properties = new HashMap<String, String>();
        others.lines()
                .forEach(line -> {
                    assertThat(defaults.lines()).as("another value").doesNotContain(line);
                    var pair = line.split("=", 2);
                    properties.put(pair[0], pair[1]);
                });
        assertThat(text(Bound.from(type, properties))).isEqualTo(others);
    }

    private static String text(Record settings) {
        return Arrays.stream(settings.getClass().getRecordComponents())
                .map(component -> kebab(component.getName()) + "=" + value(settings, component))
                .collect(Collectors.joining("\n"));
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }

    private static Object value(Record settings, RecordComponent component) {
        try {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(settings);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
