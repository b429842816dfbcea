// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.catalog;

import afterword.analysis.yaml.BrokenFile;
import afterword.analysis.yaml.YamlFile;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// Reads analysis files (YAML, of which JSON is a part) and what was kept of them.
///
/// Thread-safe.
final class DefinitionReader {

    static final Pattern NAME = Pattern.compile("[a-z0-9_-]{1,64}");

    /// How refusals of fields begin: `model.timeout is …`.
    private static final Pattern FIELD = Pattern.compile("([a-z-]+(?:\\.[a-z-]+)*) .*");

    private static final JsonMapper JSON = JsonMapper.shared();

    private final AnalysisBuilder builder;

    /// @param java analyses written in Java, which files and kept definitions may name
    DefinitionReader(JavaAnalyses java) {
        this.builder = new AnalysisBuilder(java);
    }

    /// Reads a file.
    ///
    /// @param file its name, for the refusal
    /// @throws BrokenFile when it is no analysis; names file, line and reason
    Source read(String file, String text) {
        var yaml = YamlFile.parse(file, text);
        var fields = yaml.as(AnalysisFile.class);
        if (!NAME.matcher(fields.name()).matches()) {
            throw yaml.broken(List.of("name"), "name is 1 to 64 of [a-z0-9_-]");
        }
        if (fields.version() < 1) {
            throw yaml.broken(List.of("version"), "version is at least 1");
        }
        if (fields.java() != null) {
            throw yaml.broken(List.of("java"), "java is written by classes only");
        }
        var content = JSON.writeValueAsString(yaml.json());
        var definition = definition(fields.name(), fields.version(), content);
        try {
            return new Source(
                    definition,
                    builder.build(definition.pin(), fields),
                    (field, reason) -> yaml.broken(List.of(field.split("\\.")), reason));
        } catch (IllegalArgumentException e) {
            var reason = String.valueOf(e.getMessage());
            var field = FIELD.matcher(reason);
            throw yaml.broken(
                    field.matches() ? List.of(field.group(1).split("\\.")) : List.of(), reason);
        }
    }

    /// Makes an analysis of a kept definition.
    ///
    /// @throws BrokenDefinition when this version of the program cannot read it
    Analysis analysis(Definition definition) {
        var pin = definition.pin();
        var fields = YamlFile.parse(pin.toString(), definition.content()).as(AnalysisFile.class);
        try {
            return builder.build(pin, fields);
        } catch (IllegalArgumentException e) {
            throw new BrokenDefinition(pin.toString(), String.valueOf(e.getMessage()), e);
        }
    }

    /// A definition with its hash.
    static Definition definition(String name, int version, String content) {
        return new Definition(new Pin(name, version, hash(content)), content);
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
