// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every refusal is a problem, wherever it is decided.
class RefusalIT {

    private static final int LIMIT = 1 << 20;

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.alone("server.tomcat.connection-timeout", "1s");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    private static void assertProblem(TestGateway.Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(status);
        assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(reply.json().at("/status").asInt()).isEqualTo(status);
        assertThat(reply.text("/type")).isEqualTo("urn:afterword:problem:" + code);
        assertThat(reply.text("/title")).isNotBlank();
        assertThat(reply.text("/detail")).isNotBlank();
        assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(reply.header("Cache-Control")).isEqualTo("no-store");
        assertThat(reply.header("Server")).isEmpty();
        assertThat(reply.body()).doesNotContain("canary", "Exception", "springframework", "<html");
    }

    private static void assertRawProblem(String answer, int status) {
        var head = answer.split("\r\n\r\n", 2)[0].toLowerCase(Locale.ROOT);
        assertThat(RawHttp.status(answer)).as(answer).isEqualTo(status);
        assertThat(head).contains("content-type: application/problem+json").contains("nosniff");
        assertThat(head).doesNotContain("server:");
        assertThat(answer).contains("\"status\":" + status).doesNotContain("<", "canary", "omcat");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/canary",
                "/v1",
                "/v1/canary",
                "/error",
                "/actuator",
                "/actuator/health",
                "/v1/events/canary/more",
                "/docs/canary",
                "/webjars/swagger-ui/index.html",
                "/docs/..%5ccanary"
            })
    void answers404ForWhatIsNotThere(String path) {
        var reply = gateway.get(path);
        assertThat(reply.status()).isIn(404, 400);
        assertProblem(reply, reply.status(), reply.status() == 404 ? "not-found" : "request");
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/v1/conversations/end",
        "PUT,/v1/events",
        "DELETE,/v1/events/x",
        "POST,/v1/outcomes",
        "PATCH,/v1/conversations/x"
    })
    void answers405WithWhatIsAllowed(String method, String path) {
        // GET of the door reads the conversation named `end`, which is allowed to be named so
        var reply =
                gateway.send(
                        HttpRequest.newBuilder(gateway.uri(path))
                                .method(method, BodyPublishers.noBody()));
        if (method.equals("GET")) {
            assertThat(reply.status()).isEqualTo(503);
            return;
        }
        assertProblem(reply, 405, "method-not-allowed");
        assertThat(reply.header("Allow")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", "CANARY", "CONNECT"})
    void refusesOtherMethods(String method) {
        var answer =
                RawHttp.exchange(
                        gateway.port(),
                        method + " /v1/events HTTP/1.1\nHost: x\nConnection: close\n\n");
        assertThat(RawHttp.status(answer)).isIn(405, 501);
        assertRawProblem(answer, RawHttp.status(answer));
    }

    @Test
    void answers406WhereNothingFits() {
        assertProblem(gateway.get("/v1/outcomes", "Accept", "text/html"), 406, "not-acceptable");
        assertProblem(
                gateway.post(TestGateway.CONVERSATION, Samples.CONVERSATION, "Accept", "image/png"),
                406,
                "not-acceptable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=canary",
                "application/cloudevents+json",
                "application/xml",
                "application/json; charset=utf-16",
                "canary"
            })
    void answers415ForOtherTypes(String type) {
        assertProblem(
                gateway.post(TestGateway.CONVERSATION, Samples.CONVERSATION, "Content-Type", type),
                415,
                "media-type");
    }

    @Test
    void answers415WithoutType() {
        assertProblem(
                gateway.send(
                        HttpRequest.newBuilder(gateway.uri(TestGateway.CONVERSATION))
                                .POST(BodyPublishers.ofString(Samples.CONVERSATION))),
                415,
                "media-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "identity", "br", "canary"})
    void answers415ForEncodedBodies(String encoding) {
        assertProblem(
                gateway.post(
                        TestGateway.CONVERSATION,
                        Samples.CONVERSATION,
                        "Content-Encoding",
                        encoding),
                415,
                "content-encoding");
    }

    private static byte[] body(int size) {
        var body = new byte[size];
        java.util.Arrays.fill(body, (byte) ' ');
        var text = Samples.CONVERSATION.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, body, 0, text.length);
        return body;
    }

    @Test
    void takesABodyUpToTheLimit() {
        assertThat(gateway.post(TestGateway.CONVERSATION, body(LIMIT)).status()).isEqualTo(202);
        assertProblem(gateway.post(TestGateway.CONVERSATION, body(LIMIT + 1)), 413, "too-large");
    }

    @Test
    void countsChunkedBodies() {
        var uri = gateway.uri(TestGateway.CONVERSATION);
        for (int size : new int[] {100, 8_192, 70_000, LIMIT}) {
            var body = body(Math.max(size, 500));
            var request =
                    HttpRequest.newBuilder(uri)
                            .header("Content-Type", "application/json")
                            .POST(
                                    BodyPublishers.ofInputStream(
                                            () -> new java.io.ByteArrayInputStream(body)));
            assertThat(gateway.send(request).status()).isEqualTo(202);
        }
        var request =
                HttpRequest.newBuilder(uri)
                        .header("Content-Type", "application/json")
                        .POST(
                                BodyPublishers.ofInputStream(
                                        () -> new java.io.ByteArrayInputStream(body(LIMIT + 1))));
        assertProblem(gateway.send(request), 413, "too-large");
    }

    @Test
    void answers413BeforeTheBodyIsSent() {
        var answer =
                RawHttp.exchange(
                        gateway.port(),
                        """
                        POST /v1/conversations/end HTTP/1.1
                        Host: x
                        Content-Type: application/json
                        Expect: 100-continue
                        Content-Length: 99999999999

                        """);
        assertRawProblem(answer, 413);
        assertThat(answer).doesNotContain("100 Continue");
    }

    @Test
    void givesUpOnABodyThatDoesNotCome() {
        var answer =
                RawHttp.exchange(
                        gateway.port(),
                        """
                        POST /v1/conversations/end HTTP/1.1
                        Host: x
                        Content-Type: application/json
                        Content-Length: 500

                        {\
                        """);
        assertRawProblem(answer, 408);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/outcomes HTTP/9.9\nHost: x\n\n",
                "GET /v1/outcomes HTTP/1.1\n\n",
                "GET /v1/outcomes HTTP/1.1\nHost: x\nHost: canary\n\n",
                "GET /v1/outcomes HTTP/1.1\nHost: x\nBad Header: canary\n\n",
                "GET /v1/\u0001canary HTTP/1.1\nHost: x\n\n",
                "GET /v1/{canary} HTTP/1.1\nHost: x\n\n",
                "GET /v1/%zz HTTP/1.1\nHost: x\n\n",
                "GET /v1/%00canary HTTP/1.1\nHost: x\n\n",
                "GET /v1/a%2fcanary HTTP/1.1\nHost: x\n\n",
                "GET /../../canary HTTP/1.1\nHost: x\nConnection: close\n\n",
                "POST /v1/conversations/end HTTP/1.1\nHost: x\nContent-Length: 3\nContent-Length: 4\n\n{}",
                "POST /v1/conversations/end HTTP/1.1\nHost: x\nContent-Length: -1\n\n{}",
                "POST /v1/conversations/end HTTP/1.1\nHost: x\nContent-Length: canary\n\n{}",
                "POST /v1/conversations/end HTTP/1.1\nHost: x\nTransfer-Encoding: canary\n\n{}",
                "POST /v1/conversations/end HTTP/1.1\nHost: x\nContent-Type: application/json\nTransfer-Encoding: chunked\n\nzz\n{}\n0\n\n"
            })
    void answersBrokenHttpWithAProblem(String request) {
        var answer = RawHttp.exchange(gateway.port(), request);
        assertThat(RawHttp.status(answer)).as(answer).isIn(400, 404, 501, 505);
        assertRawProblem(answer, RawHttp.status(answer));
    }

    /// HTTP/0.9 knows no headers; what is left of the answer says no more than usual.
    @ParameterizedTest
    @ValueSource(strings = {"canary\n\n", "GET /canary\nHost: x\n\n"})
    void tellsNothingToOldHttp(String request) {
        assertThat(RawHttp.exchange(gateway.port(), request))
                .contains("\"type\":\"urn:afterword:problem:")
                .doesNotContain("<", "canary", "omcat");
    }

    @Test
    void doesNotTakeTwoLengths() {
        var answer =
                RawHttp.exchange(
                        gateway.port(),
                        """
                        POST /v1/conversations/end HTTP/1.1
                        Host: x
                        Content-Type: application/json
                        Content-Length: 4
                        Transfer-Encoding: chunked

                        0

                        GET /canary HTTP/1.1
                        Host: x

                        """);
        assertRawProblem(answer, 400);
        assertThat(answer.split("HTTP/1.1 ", -1)).as("one answer, then closed").hasSize(2);
    }

    @Test
    void limitsAddressesAndHeaders() {
        var line = "GET /" + "a".repeat(20_000) + " HTTP/1.1\nHost: x\n\n";
        assertRawProblem(RawHttp.exchange(gateway.port(), line), 400);
        var header = "GET / HTTP/1.1\nHost: x\nX-A: " + "a".repeat(20_000) + "\n\n";
        var answer = RawHttp.exchange(gateway.port(), header);
        assertThat(RawHttp.status(answer)).isIn(400, 431);
        var many = "GET / HTTP/1.1\nHost: x\n" + "X: a\n".repeat(200) + "\n";
        assertThat(RawHttp.status(RawHttp.exchange(gateway.port(), many))).isIn(400, 431);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=%zz",
                "limit=%",
                "after=%C0%AF",
                "after=%00",
                "%zz=1",
                "limit=1&limit=canary%",
                "wait=%ff"
            })
    void answersBrokenParametersWithAProblem(String query) {
        for (var path : new String[] {"/v1/outcomes", "/v1/events/x", "/v1/conversations/x"}) {
            var answer =
                    RawHttp.exchange(
                            gateway.port(),
                            "GET "
                                    + path
                                    + "?"
                                    + query
                                    + " HTTP/1.1\nHost: x\nConnection: close\n\n");
            // without a database a good enough read is 503
            assertThat(RawHttp.status(answer)).as(path + query).isIn(400, 404, 503);
            assertRawProblem(answer, RawHttp.status(answer));
        }
    }

    @Test
    void boundsTheNumberOfParameters() {
        var reply = gateway.get("/v1/outcomes?" + "a=b&".repeat(100) + "limit=1");
        assertProblem(reply, 400, "request");
    }

    @Test
    void offersNothingToOtherOrigins() {
        var preflight =
                gateway.send(
                        HttpRequest.newBuilder(gateway.uri(TestGateway.CONVERSATION))
                                .method("OPTIONS", BodyPublishers.noBody()),
                        "Origin",
                        "https://canary.example",
                        "Access-Control-Request-Method",
                        "POST");
        assertThat(preflight.response().headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
        var simple = gateway.get("/openapi.json", "Origin", "https://canary.example");
        assertThat(simple.response().headers().map().keySet())
                .noneMatch(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control"));
    }

    @Test
    void setsTheHeadersOfAnApi() {
        var reply = gateway.get("/v1/canary");
        assertThat(reply.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(reply.header("Content-Security-Policy"))
                .isEqualTo("default-src 'none'; frame-ancestors 'none'");
        assertThat(reply.header("X-Powered-By")).isEmpty();
        assertThat(reply.header("Set-Cookie")).isEmpty();
    }
}
