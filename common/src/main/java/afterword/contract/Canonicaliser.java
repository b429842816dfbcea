// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;

/// Turns whatever a producer sent into the one canonical form, or says what is wrong with it.
///
/// Runs at the gateway and again in the event-worker, since producers may bypass the gateway:
/// canonical bytes canonicalise to themselves. Accepts the REST body bare, or as a CloudEvent in
/// structured mode (a body with `specversion`) or binary mode (attributes as `ce:…` headers).
/// Strict UTF-8, strict JSON, no duplicate keys, bounded everywhere. Never quotes the input.
///
/// Walk: bytes → characters → one pass of the parser ([#document]) → identity ([#keyFor]) →
/// canonical bytes. Thread-safe.
public final class Canonicaliser {

    /// The CloudEvents type of a finished conversation.
    public static final String EVENT_TYPE = "dev.afterword.conversation.ended.v1";

    private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final int ATTRIBUTE_CHARS = 1_024;
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Duration AHEAD = Duration.ofHours(24);

    private final InstantSource clock;
    private final InputLimits limits;
    private final JsonFactory json;

    /// @param clock only for the bounds of times at the first entrance
    public Canonicaliser(InstantSource clock, InputLimits limits) {
        this.clock = clock;
        this.limits = limits;
        this.json =
                JsonFactory.builder()
                        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .streamReadConstraints(
                                StreamReadConstraints.builder()
                                        .maxNestingDepth(limits.depth())
                                        .maxNameLength(256)
                                        .maxNumberLength(100)
                                        .maxStringLength(limits.bodyBytes())
                                        .build())
                        .build();
    }

    /// Whether a header value may be an idempotency key: 1 to 255 visible ASCII characters.
    public static boolean isIdempotencyKey(String value) {
        return VISIBLE_ASCII.matcher(value).matches();
    }

    /// Canonicalises one event.
    ///
    /// @param headers looked at: `Idempotency-Key` (any case) and CloudEvents attributes as
    ///   `ce:id`, `ce:source`, `ce:type`
    /// @param atEntrance whether times are checked against the clock and the size against the limit
    ///   of a body; only the first entrance does, so that neither waiting in a queue nor canonical
    ///   form (which is longer) ever turns a good event into a bad one
    public Canonical canonicalise(byte[] body, Map<String, String> headers, boolean atEntrance) {
        if (body.length > (atEntrance ? limits.bodyBytes() : limits.canonicalBytes())) {
            return new Canonical.Oversize(limits.bodyBytes());
        }
        try {
            return document(decode(body), headers, atEntrance);
        } catch (CharacterCodingException _) {
            return malformed("the body is not valid UTF-8", "utf8");
        } catch (StreamConstraintsException _) {
            return malformed(
                    "the body exceeds a limit: depth "
                            + limits.depth()
                            + ", names of 256 and numbers of 100 characters",
                    "size");
        } catch (JacksonException e) {
            var at = e.getLocation();
            var where =
                    at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
            return malformed("the body is not strict JSON" + where, "json");
        }
    }

    private static Canonical malformed(String detail, String code) {
        return new Canonical.Malformed(new InputProblem("#", detail, code));
    }

    /// Strict decoding; a byte order mark is allowed and left out.
    private static CharBuffer decode(byte[] body) throws CharacterCodingException {
        var decoder =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        var chars = decoder.decode(ByteBuffer.wrap(body));
        if (chars.hasRemaining() && chars.get(chars.position()) == '\uFEFF') {
            chars.get();
        }
        return chars;
    }

    private JsonParser parser(CharBuffer chars) {
        return json.createParser(
                ObjectReadContext.empty(),
                chars.array(),
                chars.arrayOffset() + chars.position(),
                chars.remaining());
    }

    private Canonical document(CharBuffer chars, Map<String, String> headers, boolean atEntrance)
            throws CharacterCodingException {
        var problems = new InputProblems(limits.problems());
        var cleaner = new TextCleaner();
        var envelope = new Envelope();
        var reader = new ConversationReader(limits, problems, cleaner, "#");
        try (var in = parser(chars)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return malformed("the body is a JSON object", "type");
            }
            while (in.nextToken() != JsonToken.END_OBJECT) {
                var name = in.currentName();
                in.nextToken();
                if (!envelope.takes(name, in)) {
                    reader.field(name, in);
                }
            }
            if (in.nextToken() != null) {
                return malformed("the body is one JSON object and nothing after it", "json");
            }
        }
        if (envelope.isCloudEvent()) {
            problems =
                    new InputProblems(
                            limits.problems()); // what looked wrong was not the conversation
            cleaner = new TextCleaner();
            reader = data(envelope, chars, problems, cleaner);
        } else {
            envelope.giveBack(reader, chars, cleaner, this);
            reader.finish();
        }
        var source = envelope.isCloudEvent() ? envelope.attributes() : headers;
        return judge(
                reader.draft(),
                keySource(headers, source, problems),
                problems,
                cleaner,
                atEntrance);
    }

    /// Reads the conversation inside a structured CloudEvent.
    private ConversationReader data(
            Envelope envelope, CharBuffer chars, InputProblems problems, TextCleaner cleaner)
            throws CharacterCodingException {
        var reader = new ConversationReader(limits, problems, cleaner, "#/data");
        var data = envelope.data(chars);
        if (data == null) {
            problems.add(
                    "#/data",
                    "required",
                    "a CloudEvent carries the conversation in data or data_base64");
            return reader;
        }
        try (var in = parser(data)) {
            if (in.nextToken() == JsonToken.START_OBJECT) {
                reader.read(in);
            } else {
                problems.add("#/data", "type", "data is the conversation, an object");
            }
        }
        return reader;
    }

    private record KeySource(
            @Nullable String idempotencyKey, @Nullable String source, @Nullable String id) {}

    private KeySource keySource(
            Map<String, String> headers, Map<String, String> event, InputProblems problems) {
        var key = idempotencyKey(headers);
        if (key != null && !isIdempotencyKey(key)) {
            problems.add("#", "pattern", "Idempotency-Key is 1 to 255 visible ASCII characters");
        }
        var version = event.get("ce:specversion");
        if (version != null) {
            attribute("specversion", version, version.equals("1.0"), "is 1.0", problems);
        }
        var type = event.get("ce:type");
        var id = event.get("ce:id");
        var source = event.get("ce:source");
        if (type != null || id != null || source != null) {
            attribute("type", type, EVENT_TYPE.equals(type), "is " + EVENT_TYPE, problems);
            var rule = "has 1 to " + ATTRIBUTE_CHARS + " characters";
            attribute("id", id, fits(id), rule, problems);
            attribute("source", source, fits(source), rule, problems);
        }
        return new KeySource(key, source, id);
    }

    private static boolean fits(@Nullable String attribute) {
        return attribute != null && !attribute.isEmpty() && attribute.length() <= ATTRIBUTE_CHARS;
    }

    private static void attribute(
            String name,
            @Nullable String value,
            boolean good,
            String rule,
            InputProblems problems) {
        if (!good) {
            problems.add(
                    "#/" + name,
                    value == null ? "required" : "pattern",
                    "the CloudEvents attribute " + name + " " + rule);
        }
    }

    private static @Nullable String idempotencyKey(Map<String, String> headers) {
        var exact = headers.get(Headers.IDEMPOTENCY_KEY);
        if (exact != null) {
            return exact;
        }
        for (var header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase(Headers.IDEMPOTENCY_KEY)) {
                return header.getValue();
            }
        }
        return null;
    }

    private Canonical judge(
            ConversationDraft draft,
            KeySource source,
            InputProblems problems,
            TextCleaner cleaner,
            boolean atEntrance) {
        if (atEntrance) {
            bound("#/start_time", draft.start, problems);
            bound("#/end_time", draft.end, problems);
        }
        if (draft.start != null && draft.end != null && draft.start.isAfter(draft.end)) {
            problems.add("#/start_time", "range", "start_time is not after end_time");
        }
        var metadata = draft.metadata.isEmpty() ? null : CanonicalWriter.json(draft.metadata);
        if (metadata != null && TextCleaner.utf8Length(metadata) > limits.metadataBytes()) {
            problems.add(
                    "#/metadata",
                    "size",
                    "metadata has at most " + limits.metadataBytes() + " bytes");
        }
        var conversationId = draft.conversationId;
        var userId = draft.userId;
        var end = draft.end;
        if (!problems.isEmpty() || conversationId == null || userId == null || end == null) {
            return new Canonical.Invalid(
                    problems.found(), identified(conversationId, userId, end, source));
        }
        var conversation =
                new Conversation(
                        conversationId,
                        userId,
                        draft.botId,
                        draft.botName,
                        draft.botType,
                        draft.start,
                        end,
                        draft.timedTurns(end),
                        metadata);
        var body = CanonicalWriter.write(conversation, draft.metadata);
        var cleanings =
                new Canonical.Cleanings(cleaner.replaced(), draft.droppedTurns, draft.emptyTurns);
        return new Canonical.Accepted(
                conversation, keyFor(source, conversationId, end), body, sha256(body), cleanings);
    }

    private static Canonical.@Nullable Identified identified(
            @Nullable String conversationId,
            @Nullable String userId,
            @Nullable Instant end,
            KeySource source) {
        boolean badKey =
                source.idempotencyKey() != null && !isIdempotencyKey(source.idempotencyKey());
        if (conversationId == null || userId == null || end == null || badKey) {
            return null;
        }
        return new Canonical.Identified(
                keyFor(source, conversationId, end), conversationId, userId, end);
    }

    private static EventKey keyFor(KeySource source, String conversationId, Instant end) {
        if (source.idempotencyKey() != null) {
            return new EventKey.Idempotency(source.idempotencyKey());
        }
        if (source.source() != null && source.id() != null) {
            return new EventKey.CloudEvent(source.source(), source.id());
        }
        return new EventKey.ConversationEnd(conversationId, end);
    }

    private void bound(String pointer, @Nullable Instant time, InputProblems problems) {
        if (time != null
                && (time.isBefore(EARLIEST) || time.isAfter(clock.instant().plus(AHEAD)))) {
            problems.add(
                    pointer, "range", "a time lies between the year 2000 and 24 hours from now");
        }
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// The CloudEvents fields of a document, as far as it has them. `data` is remembered by its
    /// place in the text, and read only when the whole document was seen: only then is it known
    /// whether it is an envelope.
    private static final class Envelope {

        private static final List<String> ATTRIBUTES =
                List.of("specversion", "id", "source", "type");

        private final Map<String, String> attributes = new java.util.HashMap<>(4);
        private @Nullable String base64;
        private int dataFrom = -1;
        private int dataTo = -1;

        boolean isCloudEvent() {
            return attributes.containsKey("ce:specversion");
        }

        Map<String, String> attributes() {
            return attributes;
        }

        /// Takes a field that may belong to an envelope; the parser stands on its value.
        boolean takes(String name, JsonParser in) {
            if (name.equals("data")) {
                dataFrom = (int) in.currentTokenLocation().getCharOffset();
                in.skipChildren();
                in.getString(); // a lazily read string is finished here, so that the end is known
                dataTo = (int) in.currentLocation().getCharOffset();
                return true;
            }
            if (in.currentToken() != JsonToken.VALUE_STRING) {
                return false;
            }
            if (name.equals("data_base64")) {
                base64 = in.getString();
                return true;
            }
            if (ATTRIBUTES.contains(name)) {
                attributes.put("ce:" + name, in.getString());
                return true;
            }
            return false;
        }

        /// The text of `data`; null when there is none.
        @Nullable CharBuffer data(CharBuffer document) throws CharacterCodingException {
            if (base64 != null) {
                try {
                    return decode(Base64.getDecoder().decode(base64));
                } catch (IllegalArgumentException _) {
                    return null;
                }
            }
            return dataFrom < 0 ? null : document.slice(dataFrom, dataTo - dataFrom);
        }

        /// The document is no envelope: its fields are unknown fields like any other.
        void giveBack(
                ConversationReader reader,
                CharBuffer document,
                TextCleaner cleaner,
                Canonicaliser canonicaliser) {
            var metadata = reader.draft().metadata;
            attributes.forEach(
                    (name, value) -> metadata.putIfAbsent(name.substring(3), cleaner.clean(value)));
            if (base64 != null) {
                metadata.putIfAbsent("data_base64", cleaner.clean(base64));
            }
            if (dataFrom >= 0) {
                try (var in = canonicaliser.parser(document.slice(dataFrom, dataTo - dataFrom))) {
                    in.nextToken();
                    reader.field("data", in);
                }
            }
        }
    }
}
