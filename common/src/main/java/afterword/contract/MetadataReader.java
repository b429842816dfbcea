// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads unknown fields into plain maps and lists: names sorted, numbers as their own text, so that
/// no digit is lost and no `1e100000` grows.
final class MetadataReader {

    private final InputLimits limits;
    private final TextCleaner cleaner;
    private boolean tooDeep; // written while reading, asked once at the end

    MetadataReader(InputLimits limits, TextCleaner cleaner) {
        this.limits = limits;
        this.cleaner = cleaner;
    }

    boolean tooDeep() {
        return tooDeep;
    }

    /// Reads the value that the parser stands on.
    @Nullable Object read(JsonParser in, int depth) {
        var token = in.currentToken();
        if (token.isStructStart() && depth >= limits.metadataDepth()) {
            tooDeep = true;
            in.skipChildren();
            return null;
        }
        return switch (token) {
            case START_OBJECT -> object(in, depth);
            case START_ARRAY -> array(in, depth);
            case VALUE_STRING -> cleaner.clean(in.getString());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> in.getString();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL,
                    VALUE_EMBEDDED_OBJECT,
                    END_OBJECT,
                    END_ARRAY,
                    PROPERTY_NAME,
                    NOT_AVAILABLE ->
                    null;
        };
    }

    /// Reads the members of the object that the parser stands on.
    Map<String, @Nullable Object> object(JsonParser in, int depth) {
        var members = new TreeMap<String, @Nullable Object>();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            var name = cleaner.clean(in.currentName());
            in.nextToken();
            members.put(name, read(in, depth + 1));
        }
        return members;
    }

    private List<@Nullable Object> array(JsonParser in, int depth) {
        var items = new ArrayList<@Nullable Object>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            items.add(read(in, depth + 1));
        }
        return items;
    }
}
