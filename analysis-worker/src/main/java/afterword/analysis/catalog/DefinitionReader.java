// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// Reads analysis files (YAML, of which JSON is a part) and what was kept of them.
///
/// Thread-safe.
final class DefinitionReader {

    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,64}");
    private static final int LARGEST = 256 * 1024; // characters of a file

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private DefinitionReader() {}

    /// Reads a file.
    ///
    /// @param file its name, for the refusal
    /// @throws BrokenDefinition when it is no analysis
    static Definition read(String file, String text) {
        if (text.length() > LARGEST) {
            throw new BrokenDefinition(file, "longer than " + LARGEST + " characters");
        }
        var tree = tree(file, text);
        var fields = fields(file, tree);
        if (!NAME.matcher(fields.name()).matches() || fields.version() < 1) {
            throw new BrokenDefinition(
                    file, "name is 1 to 64 of [a-z0-9_-] and version is at least 1");
        }
        var content = JSON.writeValueAsString(tree);
        return new Definition(new Pin(fields.name(), fields.version(), hash(content)), content);
    }

    /// Makes an analysis of a definition.
    ///
    /// @throws BrokenDefinition when a field is missing or out of range
    static Analysis analysis(Definition definition) {
        var pin = definition.pin();
        var fields = fields(pin.toString(), tree(pin.toString(), definition.content()));
        try {
            return AnalysisBuilder.build(pin, fields);
        } catch (IllegalArgumentException e) {
            throw new BrokenDefinition(pin.toString(), String.valueOf(e.getMessage()), e);
        }
    }

    private static JsonNode tree(String file, String text) {
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(20);
        options.setCodePointLimit(LARGEST);
        try {
            Object loaded = new Yaml(new SafeConstructor(options)).load(text);
            return JSON.valueToTree(loaded);
        } catch (YAMLException e) {
            // its message names line and column
            throw new BrokenDefinition(file, String.valueOf(e.getMessage()), e);
        }
    }

    private static AnalysisFile fields(String file, JsonNode tree) {
        if (!tree.isObject()) {
            throw new BrokenDefinition(file, "not a mapping of fields");
        }
        try {
            return JSON.treeToValue(tree, AnalysisFile.class);
        } catch (JacksonException e) {
            throw new BrokenDefinition(file, e.getOriginalMessage(), e);
        }
    }

    private static String hash(String content) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of()
                    .formatHex(digest.digest(content.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
