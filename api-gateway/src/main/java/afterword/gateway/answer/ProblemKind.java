// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.answer;

import java.util.Locale;

/// Every way to say no. Closed: the code is part of the API, and a metric label.
public enum ProblemKind {
    /// Not strict UTF-8 JSON within the limits.
    MALFORMED(400, "The body is not strict JSON within the limits"),
    IDEMPOTENCY_KEY(400, "The idempotency key cannot be used"),
    PARAMETER(400, "A parameter is out of range"),
    CURSOR(400, "The cursor is not one of ours"),
    /// Not HTTP as we speak it; mostly refused before the application sees it.
    REQUEST(400, "The request cannot be understood"),
    UNAUTHENTICATED(401, "An API key is needed"),
    FORBIDDEN(403, "The API key has not the scope for this"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "The method is not offered here"),
    NOT_ACCEPTABLE(406, "No representation fits the Accept header"),
    REQUEST_TIMEOUT(408, "The body did not arrive in time"),
    TOO_LARGE(413, "The body is too large"),
    URI_TOO_LONG(414, "The address is too long"),
    MEDIA_TYPE(415, "The content type is not taken here"),
    CONTENT_ENCODING(415, "Encoded bodies are not taken"),
    /// Readable, but wrong.
    INVALID(422, "The event is readable, but wrong"),
    /// An operator's order.
    ORDER(422, "The order is readable, but wrong"),
    HEADERS_TOO_LARGE(431, "The headers are too large"),
    INTERNAL(500, "Something went wrong on our side"),
    NOT_IMPLEMENTED(501, "The method is unknown"),
    /// Neither the broker nor the spill took it in time.
    NOT_PROMISED(503, "The event could not be made safe in time"),
    STORE_UNAVAILABLE(503, "The store does not answer"),
    BUSY(503, "Too many requests wait already"),
    HTTP_VERSION(505, "The HTTP version is not spoken here");

    private final int status;
    private final String title;
    private final String code;

    ProblemKind(int status, String title) {
        this.status = status;
        this.title = title;
        this.code = name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// HTTP status.
    public int status() {
        return status;
    }

    /// Last part of the problem's type: `urn:afterword:problem:<code>`.
    public String code() {
        return code;
    }

    String title() {
        return title;
    }

    /// The kind for a status that a server or framework chose.
    static ProblemKind forStatus(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 408 -> REQUEST_TIMEOUT;
            case 413 -> TOO_LARGE;
            case 414 -> URI_TOO_LONG;
            case 415 -> MEDIA_TYPE;
            case 431 -> HEADERS_TOO_LARGE;
            case 501 -> NOT_IMPLEMENTED;
            case 503 -> BUSY;
            case 505 -> HTTP_VERSION;
            default -> status >= 500 ? INTERNAL : REQUEST;
        };
    }
}
