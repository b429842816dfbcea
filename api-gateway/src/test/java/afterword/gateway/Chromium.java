// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A real browser without a window, driven over the DevTools protocol: one process, one tab.
///
/// What goes wrong in a page (exceptions, refused by the content security policy, console errors)
/// is collected. Ends with its profile folder removed.
final class Chromium implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private final Process process;
    private final Path profile;
    private final HttpClient http = HttpClient.newHttpClient();
    private final WebSocket socket;
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();
    private final List<String> troubles = new CopyOnWriteArrayList<>();
    private final String session;

    private Chromium(Process process, Path profile, URI devtools) {
        this.process = process;
        this.profile = profile;
        this.socket = http.newWebSocketBuilder().buildAsync(devtools, new Inbox()).join();
        var target =
                ask("", "Target.createTarget", Map.of("url", "about:blank"))
                        .at("/targetId")
                        .asString();
        this.session =
                ask("", "Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                        .at("/sessionId")
                        .asString();
        for (var domain : List.of("Page.enable", "Runtime.enable", "Log.enable")) {
            ask(domain, Map.of());
        }
    }

    /// Where this machine has one: the environment's `CHROMIUM`, or on the path.
    static Optional<Path> program() {
        var given = System.getenv("CHROMIUM");
        if (given != null && !given.isBlank()) {
            return Optional.of(Path.of(given));
        }
        var folders = System.getenv().getOrDefault("PATH", "").split(":", -1);
        return NAMES.stream()
                .flatMap(name -> Arrays.stream(folders).map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Chromium start(Path program) {
        try {
            var profile = Files.createTempDirectory("afterword-chromium");
            var process =
                    new ProcessBuilder(
                                    program.toString(),
                                    "--headless=new",
                                    "--remote-debugging-port=0",
                                    "--user-data-dir=" + profile,
                                    "--no-sandbox", // tests may run as root, in a container
                                    "--disable-gpu",
                                    "--disable-dev-shm-usage",
                                    "--hide-scrollbars",
                                    "--no-first-run",
                                    "--disable-background-networking",
                                    "--force-color-profile=srgb",
                                    "about:blank")
                            .redirectErrorStream(true)
                            .start();
            return new Chromium(process, profile, devtools(process));
        } catch (IOException e) {
            throw new IllegalStateException("chromium does not start", e);
        }
    }

    /// It says where it listens; what it says afterwards is read and dropped, so that its pipe
    /// never fills.
    private static URI devtools(Process process) {
        var said = new CompletableFuture<URI>();
        var lines = new ArrayList<String>();
        Thread.ofVirtual()
                .start(() -> {
                    var output =
                            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8);
                    try (var in = new BufferedReader(output)) {
                        for (var line = in.readLine(); line != null; line = in.readLine()) {
                            if (line.startsWith("DevTools listening on ")) {
                                said.complete(URI.create(line.substring(22).strip()));
                            }
                            if (!said.isDone()) {
                                lines.add(line);
                            }
                        }
                    } catch (IOException _) {
                        // it ended
                    }
                    said.completeExceptionally(
                            new IllegalStateException("chromium said: " + lines));
                });
        return said.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private final class Inbox implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                var message = JSON.readTree(text.toString());
                text.setLength(0);
                take(message);
            }
            from.request(1);
            return null;
        }
    }

    private void take(JsonNode message) {
        var waiting = asked.remove(message.at("/id").asInt(-1));
        if (waiting != null) {
            if (message.has("error")) {
                waiting.completeExceptionally(
                        new IllegalStateException(message.at("/error").toString()));
            } else {
                waiting.complete(message.at("/result"));
            }
            return;
        }
        switch (message.at("/method").asString("")) {
            case "Runtime.exceptionThrown" ->
                    troubles.add(message.at("/params/exceptionDetails").toString());
            case "Log.entryAdded" -> {
                var entry = message.at("/params/entry");
                if (entry.at("/level").asString("").equals("error")) {
                    troubles.add(
                            entry.at("/text").asString("") + " " + entry.at("/url").asString(""));
                }
            }
            default -> {}
        }
    }

    private JsonNode ask(String method, Map<String, ?> parameters) {
        return ask(session, method, parameters);
    }

    private JsonNode ask(String to, String method, Map<String, ?> parameters) {
        int id = number.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        asked.put(id, answer);
        var message = JSON.createObjectNode();
        message.put("id", id).put("method", method);
        if (!to.isEmpty()) {
            message.put("sessionId", to);
        }
        message.set("params", JSON.valueToTree(parameters));
        socket.sendText(message.toString(), true).join();
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(method, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// What went wrong in pages since the last look.
    List<String> troubles() {
        var all = List.copyOf(troubles);
        troubles.clear();
        return all;
    }

    /// The window.
    ///
    /// @param phone small, with touch and twice the pixels
    void window(int width, int height, boolean phone, boolean dark) {
        ask(
                "Emulation.setDeviceMetricsOverride",
                Map.of(
                        "width", width,
                        "height", height,
                        "deviceScaleFactor", phone ? 2 : 1,
                        "mobile", phone));
        ask(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of(
                                        "name",
                                        "prefers-color-scheme",
                                        "value",
                                        dark ? "dark" : "light"))));
    }

    void open(URI address) {
        ask("Page.navigate", Map.of("url", address.toString()));
    }

    /// Value of an expression, as JSON.
    JsonNode value(String expression) {
        var answer =
                ask(
                        "Runtime.evaluate",
                        Map.of(
                                "expression", expression,
                                "returnByValue", true,
                                "awaitPromise", true));
        if (answer.has("exceptionDetails")) {
            throw new IllegalStateException(answer.at("/exceptionDetails").toString());
        }
        return answer.at("/result/value");
    }

    String text(String expression) {
        return value(expression).asString("");
    }

    boolean holds(String expression) {
        return value("Boolean(" + expression + ")").asBoolean(false);
    }

    /// Presses a key as a person does.
    void press(String key) {
        boolean printed = key.length() == 1;
        for (var type : List.of("keyDown", "keyUp")) {
            ask(
                    "Input.dispatchKeyEvent",
                    printed && type.equals("keyDown")
                            ? Map.of("type", type, "key", key, "text", key)
                            : key.equals("Enter") && type.equals("keyDown")
                                    ? Map.of(
                                            "type",
                                            type,
                                            "key",
                                            key,
                                            "text",
                                            "\r",
                                            "windowsVirtualKeyCode",
                                            13)
                                    : Map.of(
                                            "type",
                                            type,
                                            "key",
                                            key,
                                            "windowsVirtualKeyCode",
                                            code(key)));
        }
    }

    private static int code(String key) {
        return switch (key) {
            case "Tab" -> 9;
            case "Enter" -> 13;
            case "Escape" -> 27;
            default -> 0;
        };
    }

    void type(String text) {
        ask("Input.insertText", Map.of("text", text));
    }

    /// Keeps a picture of the page, as long as it is.
    void picture(Path file) {
        var size = ask("Page.getLayoutMetrics", Map.of()).at("/cssContentSize");
        var shot =
                ask(
                        "Page.captureScreenshot",
                        Map.of(
                                "format",
                                "png",
                                "captureBeyondViewport",
                                true,
                                "clip",
                                Map.of(
                                        "x", 0,
                                        "y", 0,
                                        "width", size.at("/width").asInt(),
                                        "height", Math.min(size.at("/height").asInt(), 4_000),
                                        "scale", 1)));
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, Base64.getDecoder().decode(shot.at("/data").asString()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        socket.abort();
        http.close();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            try (var files = Files.walk(profile)) {
                files.sorted(Comparator.reverseOrder()).forEach(Chromium::delete);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException _) {
            // a straggler of the browser still writes there; the folder is a temporary one
        }
    }
}
