// SPDX-License-Identifier: Apache-2.0
package afterword.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Conversations whose correct analysis is known.
final class Conversations {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Conversations() {}

    /// A conversation.
    ///
    /// @param body of the request
    /// @param questions that its user asks; -1 where it is not known
    record Given(String id, String body, int questions) {}

    /// Generated ones, in all three dialects, with 0 to 3 questions each.
    ///
    /// @param prefix of their ids
    static List<Given> generated(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> generated(prefix, i, i % 4)).toList();
    }

    private static Given generated(String prefix, int index, int questions) {
        var id = prefix + "-" + index;
        var body = JSON.createObjectNode();
        body.put("conversation_id", id).put("user_id", "user-" + index);
        body.put("end_time", "2026-11-20T10:%02d:%02dZ".formatted(index / 60 % 60, index % 60));
        var log = body.putArray(index % 3 == 1 ? "conversation_log" : "conversation_logs");
        turn(log, index, false, "Hello, this is conversation " + index + ".");
        turn(log, index, true, "I went to the market and bought " + index + " apples.");
        for (int question = 0; question < questions; question++) {
            turn(log, index, true, "What costs apple number " + question + " of " + index + "?");
            turn(log, index, false, "Ten cents.");
        }
        return new Given(id, JSON.writeValueAsString(body), questions);
    }

    private static void turn(ArrayNode log, int index, boolean user, String text) {
        ObjectNode turn = log.addObject();
        switch (index % 3) {
            case 0 ->
                    turn.put("character", (user ? "USER" : "BOT") + "_RESPONSE_CONVERSATION")
                            .put("content", text);
            case 1 ->
                    turn.put("speaker", user ? "user" : "pika")
                            .put("turn_id", log.size())
                            .put("text", text);
            default -> turn.put("role", user ? "user" : "assistant").put("content", text);
        }
    }

    /// The 500 of the corpus where it lies beside the repository or where `AFTERWORD_CORPUS` says;
    /// otherwise 500 generated ones.
    static List<Given> corpus(Path repository) throws IOException {
        var folder = System.getenv("AFTERWORD_CORPUS");
        var file =
                (folder == null ? repository.resolve("../shared/corpus") : Path.of(folder))
                        .resolve("conversations.jsonl")
                        .normalize();
        if (!Files.isRegularFile(file)) {
            return generated("corpus", 500);
        }
        var given = new ArrayList<Given>();
        for (var line : Files.readAllLines(file)) {
            JsonNode body = JSON.readTree(line);
            given.add(new Given(body.path("conversation_id").asString(), line, -1));
        }
        return given;
    }
}
