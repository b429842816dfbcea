// SPDX-License-Identifier: Apache-2.0
package afterword.seen;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;

/// A collector of traces in a hundred lines: OTLP over HTTP, of whose protobuf it reads what our
/// tests ask for.
final class OtlpReceiver implements AutoCloseable {

    private final HttpServer server;
    private final List<Seen> spans = new CopyOnWriteArrayList<>();

    /// A span.
    ///
    /// @param parent empty where it has none
    record Seen(
            String trace, String id, String parent, String name, Map<String, String> attributes) {}

    private OtlpReceiver(HttpServer server) {
        this.server = server;
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    static OtlpReceiver start() throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new OtlpReceiver(HttpServer.create(address, 0));
    }

    /// What services are told.
    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Seen> spans() {
        return spans;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            // ExportTraceServiceRequest > ResourceSpans > ScopeSpans > Span
            fields(
                    body,
                    (field, resource) -> {
                        if (field == 1) {
                            fields(
                                    resource,
                                    (inner, scope) -> {
                                        if (inner == 2) {
                                            fields(
                                                    scope,
                                                    (innermost, span) -> {
                                                        if (innermost == 2) {
                                                            spans.add(span(span));
                                                        }
                                                    });
                                        }
                                    });
                        }
                    });
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Seen span(byte[] span) {
        var ids = new String[] {"", "", "", ""};
        var attributes = new HashMap<String, String>();
        fields(
                span,
                (field, value) -> {
                    switch (field) {
                        case 1 -> ids[0] = HexFormat.of().formatHex(value);
                        case 2 -> ids[1] = HexFormat.of().formatHex(value);
                        case 4 -> ids[2] = HexFormat.of().formatHex(value);
                        case 5 -> ids[3] = text(value);
                        case 9 -> attribute(value, attributes);
                        default -> {
                            // times, kind, status
                        }
                    }
                });
        return new Seen(ids[0], ids[1], ids[2], ids[3], attributes);
    }

    private static void attribute(byte[] pair, Map<String, String> attributes) {
        var words = new String[] {"", ""};
        fields(
                pair,
                (field, value) -> {
                    if (field == 1) {
                        words[0] = text(value);
                    } else {
                        fields(
                                value,
                                (kind, content) ->
                                        words[1] =
                                                kind == 1
                                                        ? text(content)
                                                        : String.valueOf(number(content)));
                    }
                });
        attributes.put(words[0], words[1]);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static long number(byte[] eight) {
        return ByteBuffer.wrap(eight).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /// Walks through a message: numbers come as eight bytes, all else as it is.
    private static void fields(byte[] message, BiConsumer<Integer, byte[]> each) {
        var in = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            int tag = (int) varint(in);
            switch (tag & 7) {
                case 0 -> each.accept(tag >> 3, eight(varint(in)));
                case 1 -> each.accept(tag >> 3, bytes(in, 8));
                case 2 -> each.accept(tag >> 3, bytes(in, (int) varint(in)));
                case 5 -> each.accept(tag >> 3, bytes(in, 4));
                default -> throw new IllegalArgumentException("no protobuf: tag " + tag);
            }
        }
    }

    private static byte[] eight(long value) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        int shift = 0;
        byte next;
        do {
            next = in.get();
            value |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while (next < 0);
        return value;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
