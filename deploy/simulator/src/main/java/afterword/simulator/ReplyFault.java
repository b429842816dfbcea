// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Faults where another reply stands in the place of the answer. They come at once unless the rule
/// has a delay, and count as not paid.
public enum ReplyFault implements Fault {
    /// The rule's status (503 unless set) with an error body (L-02, L-03, L-04, L-24).
    STATUS,
    /// 429 `insufficient_quota` (L-05).
    QUOTA,
    /// 400 `context_length_exceeded` (L-18); with `above_tokens` only for longer prompts.
    CONTEXT_LENGTH,
    /// 200 with an error in the body (L-14).
    ERROR_BODY,
    /// 200 with a page of HTML, as a captive proxy sends (L-15).
    HTML,
    /// 200 with nothing (L-15).
    EMPTY,
    /// 302 to an address inside a cloud's network (L-22).
    REDIRECT,
    /// The status with 100 kB of headers (L-22).
    HEADER_BOMB;

    @Override
    public boolean answers() {
        return false;
    }

    /// The reply; dates in its headers count from `now`.
    Reply reply(FaultRule.Details details, Instant now) {
        var reply =
                switch (this) {
                    case STATUS -> status(details.status() == 0 ? 503 : details.status());
                    case QUOTA -> quota();
                    case CONTEXT_LENGTH -> tooLong();
                    case ERROR_BODY -> Reply.json(200, overloaded());
                    case HTML -> Reply.text(200, "text/html", "<html><h1>Sign in</h1></html>");
                    case EMPTY -> Reply.text(200, "application/json", "");
                    case REDIRECT -> redirect();
                    case HEADER_BOMB -> status(200).with("X-Bomb", "x".repeat(100_000));
                };
        for (var header : details.headers().entrySet()) {
            for (var value : header.getValue()) {
                reply = reply.with(header.getKey(), dated(value, now));
            }
        }
        return reply;
    }

    private static String dated(String value, Instant now) {
        if (!value.startsWith("date+")) {
            return value;
        }
        var then = now.plus(Times.parse(value.substring("date+".length())));
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(then.atOffset(ZoneOffset.UTC));
    }

    private static Reply status(int status) {
        var type =
                switch (status) {
                    case 401 -> "authentication_error";
                    case 403 -> "permission_error";
                    case 429 -> "rate_limit_error";
                    default -> status < 500 ? "invalid_request_error" : "server_error";
                };
        return Reply.error(status, type, "simulated_" + status, "simulated status " + status);
    }

    private static Reply quota() {
        return Reply.error(
                429, "insufficient_quota", "insufficient_quota", "simulated: quota exceeded");
    }

    private static Reply tooLong() {
        return Reply.error(
                400,
                "invalid_request_error",
                "context_length_exceeded",
                "simulated: the prompt is longer than the model's context");
    }

    private static JsonNode overloaded() {
        var body = Json.object();
        body.putObject("error").put("message", "simulated: overloaded").put("code", 502);
        return body;
    }

    private static Reply redirect() {
        var location = new Reply.Header("Location", "http://169.254.169.254/latest/meta-data/");
        return new Reply(302, List.of(location), "".getBytes(StandardCharsets.UTF_8));
    }
}
