// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.memory;

import afterword.analysis.llm.CallClass;
import afterword.analysis.llm.CallEnd;
import afterword.analysis.llm.JsonHttp;
import afterword.analysis.llm.Reading;
import afterword.concurrent.Deadline;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The hosted shape of mem0, v3, key as `Authorization: Token …`.
///
/// `POST /v3/memories/add/` queues an addition and answers `PENDING` with an event's id; `GET
/// /v1/event/{id}/` is asked until it is `SUCCEEDED`, within the call's time-out; then `POST
/// /v3/memories/` lists what carries our event's id. An addition that is still queued at the
/// time-out is the provider's delay, and the next try asks after it instead of adding once more.
/// The ids of such additions are kept in memory, of the last ten thousand; another process finds an
/// addition only once it is done. Source: docs/openapi.json of mem0ai/mem0, 2026-08-22.
final class HostedMemoryStore implements MemoryStore {

    /// Between two looks: doubles from the first to the longest.
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(4);
    private static final int PENDING_AT_MOST = 10_000;
    private static final int PAGE = 200; // the platform's most

    private final URI base;
    private final Map<String, String> headers;
    private final JsonHttp http;
    private final int callsInFlight;
    private final Map<String, String> pending = // guarded by itself
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > PENDING_AT_MOST;
                }
            };

    HostedMemoryStore(URI base, String apiKey, JsonHttp http, int callsInFlight) {
        this.base = base;
        this.headers = apiKey.isEmpty() ? Map.of() : Map.of("Authorization", "Token " + apiKey);
        this.http = http;
        this.callsInFlight = callsInFlight;
    }

    @Override
    public int callsInFlight() {
        return callsInFlight;
    }

    @Override
    public CallEnd find(MemoryRequest request) throws InterruptedException {
        var call = new Call(request);
        var found = call.list();
        var queued = queued(request);
        if (queued == null || !call.isEmpty(found)) {
            return found;
        }
        return call.done(queued);
    }

    @Override
    public CallEnd add(MemoryRequest request) throws InterruptedException {
        var call = new Call(request);
        var end = call.post("/v3/memories/add/", MemoryWire.addition(request));
        if (!(end instanceof CallEnd.Replied(var raw, _, _))) {
            return end;
        }
        var reply = MemoryWire.tree(raw);
        var queued = reply == null ? "" : reply.path("event_id").asString("");
        if (queued.isEmpty() || (reply != null && reply.path("results").isArray())) {
            return end; // done at once, or no reply: who reads it will see
        }
        synchronized (pending) {
            pending.put(key(request), queued);
        }
        return call.done(queued);
    }

    private @Nullable String queued(MemoryRequest request) {
        synchronized (pending) {
            return pending.get(key(request));
        }
    }

    private static String key(MemoryRequest request) {
        return request.tenant() + "/" + request.eventId();
    }

    @Override
    public Reading read(UUID eventId, byte[] body) {
        return MemoryWire.reading(eventId, body);
    }

    /// One call of ours, which is several requests within one time-out.
    private final class Call {

        private final MemoryRequest request;
        private final long begun = System.nanoTime();
        private final Deadline deadline;

        Call(MemoryRequest request) {
            this.request = request;
            this.deadline = Deadline.after(request.timeout());
        }

        /// Asks after an addition until it is done, then for what came of it.
        CallEnd done(String queued) throws InterruptedException {
            var pause = FIRST_PAUSE;
            var asked = Duration.ZERO; // by the service
            while (deadline.left().compareTo(longer(pause, asked)) > 0) {
                TimeUnit.NANOSECONDS.sleep(longer(pause, asked).toNanos());
                asked = Duration.ZERO;
                var look = timed(http.get(event(queued), headers, deadline.left()));
                switch (look) {
                    case CallEnd.Replied(var raw, _, _) -> {
                        switch (status(raw)) {
                            case "SUCCEEDED" -> {
                                forget();
                                return result(look);
                            }
                            case "FAILED" -> {
                                forget();
                                return broken(CallClass.SERVER_ERROR, null);
                            }
                            case "PENDING", "RUNNING" -> {}
                            default -> {
                                return broken(CallClass.NOT_A_REPLY, null);
                            }
                        }
                    }
                    case CallEnd.Broken(var why, var retryAfter, _) -> {
                        if (!passes(why)) {
                            forget();
                            return look;
                        }
                        asked = retryAfter == null ? Duration.ZERO : retryAfter;
                    }
                }
                pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
            }
            return broken(CallClass.STALLED, null);
        }

        /// What the service lists of our event. Where it lists nothing yet, what the addition says
        /// of itself.
        private CallEnd result(CallEnd addition) throws InterruptedException {
            var listed = list();
            return isEmpty(listed) && !isEmpty(addition) ? addition : listed;
        }

        CallEnd list() throws InterruptedException {
            var body = JsonNodeFactory.instance.objectNode();
            var all = body.putObject("filters").putArray("AND");
            all.addObject().put("user_id", MemoryWire.user(request));
            all.addObject().putObject("metadata").put("event_id", request.eventId().toString());
            return post("/v3/memories/?page_size=" + PAGE, body);
        }

        CallEnd post(String path, ObjectNode body) throws InterruptedException {
            return deadline.passed()
                    ? broken(CallClass.STALLED, null)
                    : timed(
                            http.post(
                                    MemoryWire.at(base, path),
                                    headers,
                                    MemoryWire.bytes(body),
                                    deadline.left()));
        }

        boolean isEmpty(CallEnd end) {
            return end instanceof CallEnd.Replied(var raw, _, _)
                    && MemoryWire.reading(request.eventId(), raw)
                            instanceof Reading.Answer(JsonNode json, _)
                    && json.path("memories").isEmpty();
        }

        private void forget() {
            synchronized (pending) {
                pending.remove(key(request));
            }
        }

        private CallEnd broken(CallClass why, @Nullable Duration retryAfter) {
            return new CallEnd.Broken(why, retryAfter, latency());
        }

        /// The latency of the whole call, whichever request of it this was.
        private CallEnd timed(CallEnd end) {
            return switch (end) {
                case CallEnd.Replied(var raw, _, _) -> new CallEnd.Replied(raw, latency());
                case CallEnd.Broken(var why, var retryAfter, _) -> broken(why, retryAfter);
            };
        }

        private Duration latency() {
            return Duration.ofNanos(System.nanoTime() - begun);
        }
    }

    private URI event(String queued) {
        return MemoryWire.at(base, "/v1/event/" + queued.replaceAll("[^A-Za-z0-9_-]", "") + "/");
    }

    private static String status(byte[] raw) {
        var reply = MemoryWire.tree(raw);
        return reply == null ? "" : reply.path("status").asString("");
    }

    /// Whether a look that failed so may be followed by another: the addition itself is under way.
    private static boolean passes(CallClass why) {
        return switch (why) {
            case NO_CONNECTION, RESET, CUT_OFF, STALLED, NO_FIRST_BYTE -> true;
            case SERVER_ERROR, NOT_A_REPLY, RATE_LIMITED, TOTAL_TIMEOUT -> true;
            case OK, WRONG_ADDRESS, FORMAT_REFUSED, QUOTA, AUTH -> false;
            case TOO_LONG, REFUSED, TRUNCATED, INVALID, OVERSIZE, REJECTED, CANCELLED -> false;
        };
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
