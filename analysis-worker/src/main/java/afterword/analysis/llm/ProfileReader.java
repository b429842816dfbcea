// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads provider profiles. Whatever a file leaves out is as in the profile that it builds on.
final class ProfileReader {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Set<String> PARAMETERS =
            Set.of("max_tokens", "temperature", "response_format", "stream_options", "model");

    private ProfileReader() {}

    /// Reads a file.
    ///
    /// @param base null for the first one, which has to say everything
    /// @throws BrokenProfile with file and line
    static Profile read(String file, String text, @Nullable Profile base) {
        var yaml =
                YamlMap.read(file, text)
                        .knows("name", "wire", "body", "json", "codes", "words", "statuses");
        var name = yaml.text("name", null);
        if (!NAME.matcher(name).matches()) {
            throw yaml.broken("name", "name is 1 to 32 of [a-z0-9-]");
        }
        var errors = errors(yaml);
        return new Profile(
                name,
                wire(yaml.map("wire"), base == null ? null : base.wire()),
                body(yaml, base == null ? null : base.body()),
                base == null ? errors : errors.over(base.errors()));
    }

    private static Profile.Wire wire(YamlMap yaml, Profile.@Nullable Wire base) {
        yaml.knows("path", "path-after-version", "auth-header", "auth-value");
        var wire =
                new Profile.Wire(
                        yaml.text("path", base == null ? null : base.path()),
                        yaml.text("path-after-version", base == null ? null : base.afterVersion()),
                        yaml.text("auth-header", base == null ? null : base.authHeader()),
                        yaml.text("auth-value", base == null ? null : base.authValue()));
        if (!wire.path().startsWith("/")) {
            throw yaml.broken("path", "path begins with /");
        }
        if (!wire.afterVersion().startsWith("/")) {
            throw yaml.broken("path-after-version", "path-after-version begins with /");
        }
        if (!wire.authValue().contains("{key}")) {
            throw yaml.broken("auth-value", "auth-value contains {key}");
        }
        return wire;
    }

    private static Profile.Body body(YamlMap yaml, Profile.@Nullable Body base) {
        var body = yaml.map("body").knows("rename", "drop", "add", "stream-usage");
        var rename = new HashMap<>(base == null ? Map.<String, String>of() : base.rename());
        var names = body.map("rename");
        for (var name : names.names()) {
            rename.put(names.named(name, ProfileReader::parameter), names.text(name, null));
        }
        var json = yaml.list("json", ProfileReader::mode);
        if (json.isEmpty() && base == null) {
            throw yaml.broken("json", "json names at least one mode");
        }
        return new Profile.Body(
                rename,
                body.has("drop") || base == null
                        ? Set.copyOf(body.list("drop", ProfileReader::parameter))
                        : base.drop(),
                body.has("add") || base == null ? body.map("add").json() : base.add(),
                json.isEmpty() && base != null ? base.json() : json,
                body.flag("stream-usage", base == null || base.streamUsage()));
    }

    private static String parameter(String name) {
        if (!PARAMETERS.contains(name)) {
            throw new IllegalArgumentException(name + " is not sent, only " + PARAMETERS);
        }
        return name;
    }

    private static JsonMode mode(String text) {
        return Arrays.stream(JsonMode.values())
                .filter(mode -> mode.name().equals(constant(text)))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "json is json-schema, json-object or prompt, not " + text));
    }

    private static ErrorTable errors(YamlMap yaml) {
        var codes = new HashMap<String, CallClass>();
        var words = new LinkedHashMap<String, CallClass>();
        var statuses = new HashMap<Integer, CallClass>();
        byClass(
                yaml.map("codes"),
                (code, found) -> codes.put(code.toLowerCase(Locale.ROOT), found));
        byClass(
                yaml.map("words"),
                (word, found) -> words.put(word.toLowerCase(Locale.ROOT), found));
        byClass(yaml.map("statuses"), (status, found) -> statuses.put(status(status), found));
        return new ErrorTable(codes, words, statuses);
    }

    private static int status(String text) {
        if (!text.matches("[345]\\d\\d")) {
            throw new IllegalArgumentException("a status is 300 to 599, not " + text);
        }
        return Integer.parseInt(text);
    }

    private static void byClass(YamlMap yaml, BiConsumer<String, CallClass> to) {
        for (var name : yaml.names()) {
            var found = yaml.named(name, ProfileReader::callClass);
            var _ =
                    yaml.list(
                            name,
                            entry -> {
                                to.accept(entry, found);
                                return entry;
                            });
        }
    }

    private static CallClass callClass(String text) {
        return ErrorTable.nameable().stream()
                .filter(it -> it.name().equals(constant(text)))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("no class of calls is called " + text));
    }

    private static String constant(String text) {
        return text.replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
