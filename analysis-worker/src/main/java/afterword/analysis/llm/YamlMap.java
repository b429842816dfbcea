// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.llm;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A mapping of a YAML file that knows the line of each of its fields, so that a refusal can name
/// it.
final class YamlMap {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final String file;
    private final int line;
    private final Map<String, Node> fields = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new LinkedHashMap<>();

    private YamlMap(String file, MappingNode node) {
        this.file = file;
        this.line = lineOf(node);
        for (var tuple : node.getValue()) {
            var name = scalar(tuple.getKeyNode());
            if (fields.put(name, tuple.getValueNode()) != null) {
                throw broken(tuple.getKeyNode(), "twice: " + name);
            }
            lines.put(name, lineOf(tuple.getKeyNode()));
        }
    }

    /// Reads a file that is one mapping.
    ///
    /// @throws BrokenProfile when it is none
    static YamlMap read(String file, String text) {
        Node root;
        try {
            root =
                    new Yaml(new SafeConstructor(new LoaderOptions()))
                            .compose(new StringReader(text));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            throw new BrokenProfile(file, line, String.valueOf(e.getProblem()));
        } catch (YAMLException e) {
            throw new BrokenProfile(file, "it is not YAML", e);
        }
        if (!(root instanceof MappingNode map)) {
            throw new BrokenProfile(file, 1, "not a mapping of fields");
        }
        return new YamlMap(file, map);
    }

    /// Refuses fields that nobody knows: a slip of the pen must not be silently without effect.
    YamlMap knows(String... names) {
        var known = List.of(names);
        for (var name : fields.keySet()) {
            if (!known.contains(name)) {
                throw broken(name, "unknown field " + name + ", known are " + known);
            }
        }
        return this;
    }

    /// Names of the fields, in the order of the file.
    List<String> names() {
        return List.copyOf(fields.keySet());
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /// A text, number or truth value as text.
    String text(String name, @Nullable String otherwise) {
        var node = fields.get(name);
        if (node != null) {
            return scalar(node);
        }
        if (otherwise == null) {
            throw new BrokenProfile(file, line, name + " is missing");
        }
        return otherwise;
    }

    boolean flag(String name, boolean otherwise) {
        return switch (text(name, String.valueOf(otherwise))) {
            case "true" -> true;
            case "false" -> false;
            default -> throw broken(name, name + " is true or false");
        };
    }

    /// A list, each of its entries made of a text.
    <T> List<T> list(String name, Function<String, T> of) {
        var entries = new ArrayList<T>();
        if (fields.get(name) instanceof SequenceNode list) {
            for (var entry : list.getValue()) {
                entries.add(made(entry, of));
            }
        } else if (has(name)) {
            throw broken(name, name + " is a list");
        }
        return entries;
    }

    /// A mapping within this one; empty when absent.
    YamlMap map(String name) {
        var node = fields.get(name);
        if (node == null) {
            return new YamlMap(
                    file, new MappingNode(Tag.MAP, List.of(), DumperOptions.FlowStyle.BLOCK));
        }
        if (!(node instanceof MappingNode map)) {
            throw broken(name, name + " is a mapping");
        }
        return new YamlMap(file, map);
    }

    /// A field's name as a value, such as the class that codes are listed under.
    <T> T named(String name, Function<String, T> of) {
        try {
            return of.apply(name);
        } catch (IllegalArgumentException e) {
            throw broken(name, String.valueOf(e.getMessage()));
        }
    }

    /// All of it as JSON.
    ObjectNode json() {
        var object = JSON.objectNode();
        fields.forEach((name, node) -> object.set(name, json(node)));
        return object;
    }

    private JsonNode json(Node node) {
        return switch (node) {
            case MappingNode map -> new YamlMap(file, map).json();
            case SequenceNode list -> {
                var array = JSON.arrayNode();
                list.getValue().forEach(entry -> array.add(json(entry)));
                yield array;
            }
            case ScalarNode scalar -> json(scalar);
            default -> throw broken(node, "aliases are not known here");
        };
    }

    private JsonNode json(ScalarNode scalar) {
        var text = scalar.getValue();
        if (scalar.getTag().equals(Tag.BOOL)) {
            return JSON.booleanNode(Boolean.parseBoolean(text));
        }
        if (scalar.getTag().equals(Tag.INT)) {
            return JSON.numberNode((long) made(scalar, Long::valueOf));
        }
        if (scalar.getTag().equals(Tag.FLOAT)) {
            return JSON.numberNode((double) made(scalar, Double::valueOf));
        }
        return scalar.getTag().equals(Tag.NULL) ? JSON.nullNode() : JSON.stringNode(text);
    }

    private <T> T made(Node node, Function<String, T> of) {
        try {
            return of.apply(scalar(node));
        } catch (IllegalArgumentException e) {
            throw broken(node, String.valueOf(e.getMessage()));
        }
    }

    private String scalar(Node node) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw broken(node, "a text or a number is wanted here");
    }

    /// A refusal at a field of this mapping.
    BrokenProfile broken(String name, String reason) {
        return new BrokenProfile(file, lines.getOrDefault(name, line), reason);
    }

    private BrokenProfile broken(Node node, String reason) {
        return new BrokenProfile(file, lineOf(node), reason);
    }

    private static int lineOf(Node node) {
        return node.getStartMark() == null ? 1 : node.getStartMark().getLine() + 1;
    }
}
