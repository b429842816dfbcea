// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What an answer must look like; nothing else is ever stored.
///
/// Thread-safe.
public final class AnswerSchema {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode json;
    private final Map<String, String> counts;
    private final Schema schema;
    private final int length;

    /// A schema of draft 2020-12.
    ///
    /// @param counts field that we fill ourselves → array whose size it is
    /// @throws IllegalArgumentException when it is no such schema, or not one of an object
    AnswerSchema(JsonNode json, Map<String, String> counts) {
        if (!json.path("type").asString("").equals("object")) {
            throw new IllegalArgumentException("schema.type is object");
        }
        this.json = json;
        this.length = json.toString().length();
        this.counts = Map.copyOf(counts);
        try {
            this.schema = REGISTRY.getSchema(json);
            schema.initializeValidators();
        } catch (SchemaException e) {
            throw new IllegalArgumentException("schema is not JSON Schema: " + e.getMessage(), e);
        }
    }

    /// The schema as sent to a model; not to be changed.
    public JsonNode json() {
        return json;
    }

    /// Characters of the schema as it is sent.
    public int length() {
        return length;
    }

    /// Rules that an answer breaks, as keyword and place, without quoting the answer; empty when it
    /// fits.
    public List<String> violations(JsonNode answer) {
        return schema.validate(answer).stream().limit(5).map(AnswerSchema::place).toList();
    }

    /// A fitting answer with the fields that we count ourselves.
    public JsonNode counted(JsonNode answer) {
        if (counts.isEmpty() || !(answer.deepCopy() instanceof ObjectNode copy)) {
            return answer;
        }
        counts.forEach((field, array) -> copy.put(field, copy.path(array).size()));
        return copy;
    }

    private static String place(Error error) {
        return error.getKeyword() + " at " + error.getSchemaLocation().getFragment();
    }
}
