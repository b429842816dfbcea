// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Reads one conversation object in a single pass, in any accepted dialect, and notes what is wrong
/// with it.
///
/// Walk: [#read] goes over the top-level fields; [#log] over the entries; [#turn] over one entry.
/// Text is never quoted in a problem. Not thread-safe; one per document.
final class ConversationReader {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:@+-]{1,128}");
    private static final String ID_RULE = "1 to 128 of A-Z a-z 0-9 . _ : @ + -, but not . or ..";
    private static final int NAME_CHARS = 256;

    private final InputLimits limits;
    private final InputProblems problems;
    private final TextCleaner cleaner;
    private final MetadataReader metadata;
    private final String base;
    private final ConversationDraft draft = new ConversationDraft();

    /// @param base JSON pointer of the object within the document, such as `#` or `#/data`
    ConversationReader(
            InputLimits limits, InputProblems problems, TextCleaner cleaner, String base) {
        this.limits = limits;
        this.problems = problems;
        this.cleaner = cleaner;
        this.metadata = new MetadataReader(limits, cleaner);
        this.base = base;
    }

    /// Reads the object that the parser stands on, to its end.
    ConversationDraft read(JsonParser in) {
        while (in.nextToken() != JsonToken.END_OBJECT) {
            var name = in.currentName();
            in.nextToken();
            field(name, in);
        }
        finish();
        return draft;
    }

    /// Reads one top-level field; the parser stands on its value.
    void field(String name, JsonParser in) {
        switch (name) {
            case "conversation_id" -> draft.conversationId = id(name, in);
            case "user_id" -> draft.userId = id(name, in);
            case "bot_id" -> draft.botId = id(name, in);
            case "bot_name" -> draft.botName = name(name, in);
            case "bot_type" -> draft.botType = name(name, in);
            case "start_time" -> draft.start = time(base + "/start_time", in);
            case "end_time" -> draft.end = time(base + "/end_time", in);
            case "conversation_logs", "conversation_log" -> log(name, in);
            case "metadata" -> metadata(in);
            default -> draft.metadata.putIfAbsent(cleaner.clean(name), metadata.read(in, 1));
        }
    }

    /// What can only be said when all fields were seen.
    void finish() {
        require("conversation_id", draft.conversationId);
        require("user_id", draft.userId);
        require("end_time", draft.end);
        require("conversation_logs", draft.logField);
        if (metadata.tooDeep()) {
            problems.add(
                    base + "/metadata",
                    "size",
                    "unknown fields and metadata nest at most " + limits.metadataDepth() + " deep");
        }
    }

    ConversationDraft draft() {
        return draft;
    }

    private void require(String field, @Nullable Object value) {
        if (value == null && !problems.mention(base + "/" + field)) {
            problems.add(base + "/" + field, "required", field + " is required");
        }
    }

    private void metadata(JsonParser in) {
        switch (in.currentToken()) {
            case START_OBJECT -> draft.metadata.putAll(metadata.object(in, 0));
            case VALUE_NULL -> {}
            default -> {
                in.skipChildren();
                problems.add(base + "/metadata", "type", "metadata is an object");
            }
        }
    }

    private @Nullable String id(String field, JsonParser in) {
        var text = string(base + "/" + field, in);
        if (text == null) {
            return null;
        }
        if (!ID.matcher(text).matches() || text.equals(".") || text.equals("..")) {
            problems.add(base + "/" + field, "pattern", field + " is " + ID_RULE);
            return null;
        }
        return text;
    }

    private @Nullable String name(String field, JsonParser in) {
        var text = string(base + "/" + field, in);
        if (text != null && text.length() > NAME_CHARS) {
            problems.add(
                    base + "/" + field,
                    "size",
                    field + " has at most " + NAME_CHARS + " characters");
            return null;
        }
        return text == null ? null : cleaner.clean(text);
    }

    /// A string, or null for JSON null; anything else is a problem.
    private @Nullable String string(String pointer, JsonParser in) {
        if (in.currentToken() == JsonToken.VALUE_STRING) {
            return in.getString();
        }
        if (in.currentToken() != JsonToken.VALUE_NULL) {
            in.skipChildren();
            problems.add(pointer, "type", "a string is expected");
        }
        return null;
    }

    private @Nullable Instant time(String pointer, JsonParser in) {
        var text = string(pointer, in);
        if (text == null) {
            return null;
        }
        var time = Times.parse(text);
        if (time.isEmpty()) {
            problems.add(
                    pointer,
                    "format",
                    "a time is RFC 3339, such as 2025-11-26T10:00:00Z; without offset it is UTC");
        }
        return time.orElse(null);
    }

    private void log(String field, JsonParser in) {
        if (draft.logField != null) {
            in.skipChildren();
            problems.add(
                    base + "/" + field,
                    "conflict",
                    "send conversation_logs or conversation_log, not both");
            return;
        }
        draft.logField = field;
        if (in.currentToken() != JsonToken.START_ARRAY) {
            in.skipChildren();
            problems.add(base + "/" + field, "type", field + " is an array of turns");
            return;
        }
        int index = 0;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (index < limits.turns()) {
                turn(base + "/" + field + "/" + index, in);
            } else {
                in.skipChildren();
            }
            index++;
        }
        if (index > limits.turns()) {
            problems.add(
                    base + "/" + field,
                    "size",
                    "a conversation has at most " + limits.turns() + " turns, not " + index);
        }
    }

    private void turn(String pointer, JsonParser in) {
        if (in.currentToken() != JsonToken.START_OBJECT) {
            in.skipChildren();
            problems.add(pointer, "type", "a turn is an object");
            return;
        }
        var turn = new TurnFields();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            var name = in.currentName();
            in.nextToken();
            turnField(pointer, name, in, turn);
        }
        keep(pointer, turn);
    }

    private void turnField(String pointer, String name, JsonParser in, TurnFields turn) {
        switch (name) {
            case "character" -> turn.character = string(pointer + "/character", in);
            case "role", "speaker" -> {
                var speaker = string(pointer + "/" + name, in);
                turn.speaker = speaker == null ? turn.speaker : speaker;
            }
            case "content", "text" -> text(name, in, turn);
            case "timestamp" -> turn.at = time(pointer + "/timestamp", in);
            default -> in.skipChildren();
        }
    }

    /// Text is a string or a list of text parts; the type is judged in [#keep], since a dropped
    /// `tool` turn may hold anything.
    private void text(String name, JsonParser in, TurnFields turn) {
        turn.textField = name;
        switch (in.currentToken()) {
            case VALUE_STRING -> turn.text = in.getString();
            case VALUE_NULL -> turn.text = "";
            case START_ARRAY -> turn.text = parts(in);
            default -> in.skipChildren();
        }
    }

    private static String parts(JsonParser in) {
        var parts = new ArrayList<String>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() == JsonToken.VALUE_STRING) {
                parts.add(in.getString());
            } else if (in.currentToken() == JsonToken.START_OBJECT) {
                part(in, parts);
            } else {
                in.skipChildren();
            }
        }
        return String.join("\n", parts);
    }

    private static void part(JsonParser in, List<String> parts) {
        while (in.nextToken() != JsonToken.END_OBJECT) {
            boolean text = in.currentName().equals("text");
            if (in.nextToken() == JsonToken.VALUE_STRING && text) {
                parts.add(in.getString());
            } else {
                in.skipChildren();
            }
        }
    }

    private void keep(String pointer, TurnFields turn) {
        var speech = speech(pointer, turn);
        switch (speech) {
            case NOBODY -> {}
            case DROPPED -> draft.droppedTurns++;
            case USER -> keep(pointer, turn, Role.USER);
            case BOT -> keep(pointer, turn, Role.BOT);
        }
    }

    private void keep(String pointer, TurnFields turn, Role role) {
        if (turn.text == null) {
            boolean missing = turn.textField == null;
            var field = missing ? "content" : turn.textField;
            problems.add(
                    pointer + "/" + field,
                    missing ? "required" : "type",
                    missing
                            ? "a turn has content or text"
                            : "a string or a list of text parts is expected");
            return;
        }
        if (turn.text.isBlank()) {
            draft.emptyTurns++;
            return;
        }
        if (TextCleaner.utf8Length(turn.text) > limits.turnBytes()) {
            problems.add(
                    pointer + "/" + turn.textField,
                    "size",
                    "a turn has at most " + limits.turnBytes() + " bytes in UTF-8");
            return;
        }
        draft.turns.add(new ConversationDraft.DraftTurn(role, cleaner.clean(turn.text), turn.at));
    }

    private Speech speech(String pointer, TurnFields turn) {
        if (turn.character != null) {
            return switch (turn.character) {
                case "USER_RESPONSE_CONVERSATION" -> Speech.USER;
                case "BOT_RESPONSE_CONVERSATION" -> Speech.BOT;
                default -> {
                    problems.add(
                            pointer + "/character",
                            "pattern",
                            "character is USER_RESPONSE_CONVERSATION or BOT_RESPONSE_CONVERSATION");
                    yield Speech.NOBODY;
                }
            };
        }
        if (turn.speaker == null) {
            problems.add(pointer, "required", "a turn says who spoke: character, speaker or role");
            return Speech.NOBODY;
        }
        return switch (turn.speaker.toLowerCase(Locale.ROOT)) {
            case "user" -> Speech.USER;
            case "system", "tool" -> Speech.DROPPED;
            default -> Speech.BOT;
        };
    }

    /// Who spoke, as far as a turn tells.
    private enum Speech {
        USER,
        BOT,
        /// `system` or `tool`
        DROPPED,
        /// a problem was noted
        NOBODY
    }

    /// The fields of one turn while it is read.
    private static final class TurnFields {
        @Nullable String character;
        @Nullable String speaker;
        @Nullable String text;
        @Nullable String textField;
        @Nullable Instant at;
    }
}
