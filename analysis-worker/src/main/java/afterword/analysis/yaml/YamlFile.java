// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.yaml;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/// A YAML file (of which JSON is a part) that knows the line of each of its fields. Immutable.
public final class YamlFile {

    private static final int LARGEST = 256 * 1024; // characters

    private static final Pattern MISSING =
            Pattern.compile("Missing required creator property '([^']+)'");

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                    .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
                    .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private final String name;
    private final JsonNode json;
    private final @Nullable Node root;

    private YamlFile(String name, JsonNode json, @Nullable Node root) {
        this.name = name;
        this.json = json;
        this.root = root;
    }

    /// Reads a file.
    ///
    /// @throws BrokenFile when it cannot be read or is not YAML
    public static YamlFile read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new BrokenFile(file.toString(), 0, "it cannot be read as UTF-8", e);
        }
    }

    /// Reads a text.
    ///
    /// @param name for refusals
    /// @throws BrokenFile when it is not YAML, names a field twice, or is too large
    public static YamlFile parse(String name, String text) {
        if (text.length() > LARGEST) {
            throw new BrokenFile(name, 0, "longer than " + LARGEST + " characters");
        }
        var options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(20);
        options.setCodePointLimit(LARGEST);
        try {
            Object loaded = new Yaml(new SafeConstructor(options)).load(text);
            var root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
            return new YamlFile(name, JSON.valueToTree(loaded), root);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            throw new BrokenFile(name, line, String.valueOf(e.getProblem()), e);
        } catch (YAMLException e) {
            throw new BrokenFile(name, 0, String.valueOf(e.getMessage()), e);
        }
    }

    /// All of it.
    public JsonNode json() {
        return json;
    }

    /// All of it as a record; fields are written in kebab case, and unknown ones are refused.
    ///
    /// @throws BrokenFile when a field is missing, unknown or of another type
    public <T> T as(Class<T> type) {
        if (!json.isObject()) {
            throw new BrokenFile(name, 1, "not a mapping of fields");
        }
        try {
            return JSON.treeToValue(json, type);
        } catch (DatabindException e) {
            var path = e.getPath().stream().map(YamlFile::step).toList();
            throw new BrokenFile(name, line(path), reason(e), e);
        } catch (JacksonException e) {
            throw new BrokenFile(name, 0, e.getOriginalMessage(), e);
        }
    }

    private static String step(JacksonException.Reference reference) {
        var property = reference.getPropertyName();
        return property == null ? String.valueOf(reference.getIndex()) : property;
    }

    /// What our own constructors say, or what is wrong in the words of the file's author.
    private static String reason(DatabindException e) {
        var cause = e.getCause();
        if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
            return cause.getMessage();
        }
        return switch (e) {
            case UnrecognizedPropertyException unknown ->
                    "unknown field "
                            + unknown.getPropertyName()
                            + ", known are "
                            + new TreeSet<>(
                                    unknown.getKnownPropertyIds().stream()
                                            .map(String::valueOf)
                                            .toList());
            case InvalidFormatException wrong when wrong.getTargetType().isEnum() ->
                    wrong.getValue() + " is none of " + constants(wrong.getTargetType());
            case InvalidFormatException wrong -> wrong.getValue() + " is no number";
            case MismatchedInputException other -> mismatch(other);
            default -> e.getOriginalMessage();
        };
    }

    private static List<String> constants(Class<?> type) {
        return Stream.of(type.getEnumConstants())
                .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static String mismatch(MismatchedInputException e) {
        var missing = MISSING.matcher(e.getOriginalMessage());
        if (missing.find()) {
            return missing.group(1) + " is missing";
        }
        var wanted = e.getTargetType();
        if (wanted == null) {
            return e.getOriginalMessage();
        }
        if (Collection.class.isAssignableFrom(wanted)) {
            return "a list is wanted here";
        }
        boolean fields = wanted.isRecord() || Map.class.isAssignableFrom(wanted);
        return fields ? "a mapping of fields is wanted here" : e.getOriginalMessage();
    }

    /// A refusal of a field.
    ///
    /// @param path names of fields and numbers of entries from the top; as far as it exists
    public BrokenFile broken(List<String> path, String reason) {
        return new BrokenFile(name, line(path), reason);
    }

    /// The line of a field, from 1; of the deepest one that exists; 0 when the file is empty.
    public int line(List<String> path) {
        Node node = root;
        int line = node == null ? 0 : lineOf(node);
        for (var step : path) {
            var entry = node == null ? null : entry(node, step);
            if (entry == null) {
                return line;
            }
            line = entry.line();
            node = entry.value();
        }
        return line;
    }

    private record Entry(int line, Node value) {}

    private static @Nullable Entry entry(Node node, String step) {
        return switch (node) {
            case MappingNode map -> entry(map, step);
            case SequenceNode list when step.matches("\\d{1,6}") -> {
                int index = Integer.parseInt(step);
                yield index < list.getValue().size()
                        ? new Entry(lineOf(list.getValue().get(index)), list.getValue().get(index))
                        : null;
            }
            default -> null;
        };
    }

    private static @Nullable Entry entry(MappingNode map, String step) {
        for (var tuple : map.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().equals(step)) {
                return new Entry(lineOf(key), tuple.getValueNode());
            }
        }
        return null;
    }

    private static int lineOf(Node node) {
        return node.getStartMark() == null ? 0 : node.getStartMark().getLine() + 1;
    }
}
