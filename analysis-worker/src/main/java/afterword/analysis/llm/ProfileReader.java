// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import afterword.analysis.yaml.BrokenFile;
import afterword.analysis.yaml.YamlFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/// Reads provider profiles. Whatever a file leaves out is as in the profile that it builds on; used
/// once.
final class ProfileReader {

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,32}");
    private static final Set<String> PARAMETERS =
            Set.of("max_tokens", "temperature", "response_format", "stream_options", "model");

    private final YamlFile yaml;
    private final @Nullable Profile base;

    private ProfileReader(YamlFile yaml, @Nullable Profile base) {
        this.yaml = yaml;
        this.base = base;
    }

    /// Reads a file.
    ///
    /// @param base null for the first one, which has to say everything
    /// @throws BrokenFile with file and line
    static Profile read(String file, String text, @Nullable Profile base) {
        var yaml = YamlFile.parse(file, text);
        return new ProfileReader(yaml, base).profile(yaml.as(ProfileFile.class));
    }

    private Profile profile(ProfileFile fields) {
        if (!NAME.matcher(fields.name()).matches()) {
            throw yaml.broken(List.of("name"), "name is 1 to 32 of [a-z0-9-]");
        }
        var errors = errors(fields);
        return new Profile(
                fields.name(),
                wire(Objects.requireNonNullElse(fields.wire(), ProfileFile.WireText.NONE)),
                body(
                        Objects.requireNonNullElse(fields.body(), ProfileFile.BodyText.NONE),
                        modes(Objects.requireNonNullElse(fields.json(), List.of()))),
                base == null ? errors : errors.over(base.errors()));
    }

    private Profile.Wire wire(ProfileFile.WireText fields) {
        var under = base == null ? new Profile.Wire("", "", "", "") : base.wire();
        var wire =
                new Profile.Wire(
                        Objects.requireNonNullElse(fields.path(), under.path()),
                        Objects.requireNonNullElse(fields.pathAfterVersion(), under.afterVersion()),
                        Objects.requireNonNullElse(fields.authHeader(), under.authHeader()),
                        Objects.requireNonNullElse(fields.authValue(), under.authValue()));
        check(wire.path().startsWith("/"), "path begins with /", "wire", "path");
        check(
                wire.afterVersion().startsWith("/"),
                "path-after-version begins with /",
                "wire",
                "path-after-version");
        check(
                wire.authValue().contains("{key}"),
                "auth-value contains {key}",
                "wire",
                "auth-value");
        return wire;
    }

    private void check(boolean right, String rule, String... path) {
        if (!right) {
            throw yaml.broken(List.of(path), rule);
        }
    }

    private Profile.Body body(ProfileFile.BodyText fields, List<JsonMode> modes) {
        var under =
                base == null
                        ? new Profile.Body(
                                Map.of(),
                                Set.of(),
                                JsonNodeFactory.instance.objectNode(),
                                List.of(),
                                true)
                        : base.body();
        var rename = new HashMap<>(under.rename());
        if (fields.rename() != null) {
            fields.rename()
                    .forEach((name, theirs) ->
                            rename.put(
                                    made(
                                            name,
                                            ProfileReader::parameter,
                                            List.of("body", "rename", name)),
                                    theirs));
        }
        check(!modes.isEmpty() || base != null, "json names at least one mode", "json");
        return new Profile.Body(
                rename,
                fields.drop() == null ? under.drop() : dropped(fields.drop()),
                Objects.requireNonNullElse(fields.add(), under.add()),
                modes.isEmpty() ? under.json() : modes,
                Objects.requireNonNullElse(fields.streamUsage(), under.streamUsage()));
    }

    private Set<String> dropped(List<String> names) {
        return new HashSet<>(each(names, ProfileReader::parameter, "body", "drop"));
    }

    private List<JsonMode> modes(List<String> texts) {
        return each(texts, ProfileReader::mode, "json");
    }

    /// Every entry of a list; what is wrong with one is said with its line.
    private <T> List<T> each(List<String> texts, Function<String, T> of, String... path) {
        var made = new ArrayList<T>();
        for (var text : texts) {
            var place = new ArrayList<>(List.of(path));
            place.add(String.valueOf(made.size()));
            made.add(made(text, of, place));
        }
        return made;
    }

    private <T> T made(String text, Function<String, T> of, List<String> path) {
        try {
            return of.apply(text);
        } catch (IllegalArgumentException e) {
            throw yaml.broken(path, String.valueOf(e.getMessage()));
        }
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

    private ErrorTable errors(ProfileFile fields) {
        var codes = new HashMap<String, CallClass>();
        var words = new LinkedHashMap<String, CallClass>();
        var statuses = new HashMap<Integer, CallClass>();
        byClass(
                "codes",
                fields.codes(),
                text -> text.toLowerCase(Locale.ROOT),
                (code, found) -> codes.put(code, found));
        byClass(
                "words",
                fields.words(),
                text -> text.toLowerCase(Locale.ROOT),
                (word, found) -> words.put(word, found));
        byClass(
                "statuses",
                fields.statuses(),
                ProfileReader::status,
                (status, found) -> statuses.put(status, found));
        return new ErrorTable(codes, words, statuses);
    }

    private static int status(String text) {
        if (!text.matches("[345]\\d\\d")) {
            throw new IllegalArgumentException("a status is 300 to 599, not " + text);
        }
        return Integer.parseInt(text);
    }

    private <T> void byClass(
            String field,
            @Nullable Map<String, List<String>> lists,
            Function<String, T> of,
            BiConsumer<T, CallClass> to) {
        if (lists == null) {
            return;
        }
        lists.forEach((name, texts) -> {
            var found = made(name, ProfileReader::callClass, List.of(field, name));
            each(texts, of, field, name).forEach(entry -> to.accept(entry, found));
        });
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
