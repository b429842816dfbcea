// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// What an answer must look like; nothing else is ever stored.
///
/// Thread-safe.
public final class AnswerSchema {

    /// Makes of an answer what is stored. Pure.
    @FunctionalInterface
    interface Finish {

        /// Finishes an answer that fits the schema.
        ///
        /// @throws IllegalArgumentException when the answer fits the schema and is still none
        JsonNode of(JsonNode answer);
    }

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode json;
    private final Finish finish;
    private final Schema schema;
    private final int length;

    /// A schema of draft 2020-12.
    ///
    /// @param finish makes of a fitting answer what is stored
    /// @throws IllegalArgumentException when it is no such schema, or not one of an object
    AnswerSchema(JsonNode json, Finish finish) {
        if (!json.path("type").asString("").equals("object")) {
            throw new IllegalArgumentException("schema.type is object");
        }
        this.json = json;
        this.length = json.toString().length();
        this.finish = finish;
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
        var violations =
                schema.validate(answer).stream().limit(5).map(AnswerSchema::place).toList();
        return violations.isEmpty() ? unfinished(answer) : violations;
    }

    /// What the schema cannot say: a record may still refuse the answer.
    private List<String> unfinished(JsonNode answer) {
        try {
            var _ = finish.of(answer);
            return List.of();
        } catch (IllegalArgumentException _) {
            return List.of("record at /"); // its reason may quote the answer
        }
    }

    /// A fitting answer as it is stored: counted, or as its class has finished it.
    public JsonNode counted(JsonNode answer) {
        return finish.of(answer);
    }

    private static String place(Error error) {
        return error.getKeyword() + " at " + error.getSchemaLocation().getFragment();
    }
}
