// SPDX-License-Identifier: Apache-2.0
package afterword.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import afterword.concurrent.Repeater;
import afterword.messaging.Route;
import afterword.servers.PostgresServer;
import afterword.servers.Shared;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The console in a real browser, over the real schemas. Pictures of all pages are kept in
/// `target/console`.
class ConsoleIT {

    private static final Logger LOG = LoggerFactory.getLogger(ConsoleIT.class);
    private static final String HOSTILE = "00000000-0000-8000-8000-000000000bad";

    private static PostgresServer.@Nullable Database database;
    private static @Nullable TestGateway gateway;
    private static @Nullable Chromium browser;
    private static @Nullable Heart heart;

    /// Events that end while the pages are watched.
    private static final class Heart implements AutoCloseable {

        private final Repeater beats;

        Heart(PostgresServer.Database database) {
            this.beats =
                    new Repeater(
                            "beats",
                            Duration.ofMillis(120),
                            () -> {
                                Shared.postgres().execute(database.name(), "select beat()");
                                return false;
                            },
                            failure -> LOG.warn("no beat: {}", failure.getMessage()));
            beats.start();
        }

        @Override
        public void close() {
            beats.close();
        }
    }

    @BeforeAll
    static void start() {
        var program = Chromium.program();
        if (program.isEmpty()) {
            LOG.warn(
                    "THE CONSOLE WAS NOT TESTED: no chromium here. Install one (Debian: apt-get"
                            + " install chromium) or set CHROMIUM to its path.");
        }
        assumeTrue(program.isPresent(), "no chromium on this machine");
        database = WholeSchema.fresh();
        WholeSchema.fill(database, 4_000, 6, 23);
        gateway = TestGateway.over(database);
        gateway.broker().backlog(Route.CONVERSATION_ENDED, 14);
        heart = new Heart(database);
        browser = Chromium.start(program.get());
    }

    @AfterAll
    static void stop() {
        if (heart != null) {
            heart.close();
        }
        if (browser != null) {
            browser.close();
        }
        if (gateway != null) {
            gateway.close();
        }
    }

    @AfterEach
    void nothingWentWrong() {
        if (browser != null) {
            assertThat(browser.troubles()).isEmpty();
            assertThat(browser.holds("window.pwned")).isFalse();
        }
    }

    private static Chromium tab() {
        return Objects.requireNonNull(browser);
    }

    private static TestGateway gateway() {
        return Objects.requireNonNull(gateway);
    }

    private static void open(String page) {
        tab().open(URI.create("about:blank"));
        tab().open(gateway().uri("/console#/" + page));
    }

    private static void until(String expression) {
        await(expression)
                .atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> tab().holds(expression));
    }

    private static final List<String> SHOWN =
            List.of(
                    "now|document.querySelector('.chart path.in') && document.querySelector('.sums')",
                    "events|document.querySelectorAll('.events tbody tr').length > 10",
                    "events/EVENT|document.querySelector('.bars') && document.querySelector('.result')",
                    "dead-letters|document.querySelector('.groups tbody tr')",
                    "analyses|document.querySelectorAll('.card .figures').length > 3",
                    "providers|document.querySelectorAll('.card').length > 1");

    @Test
    void looksGoodEverywhere() {
        var event =
                gateway()
                        .get("/v1/console/events?status=PARTIAL&q=&reason=PROVIDER_TIMEOUT")
                        .text("/items/0/event_id");
        for (var page : SHOWN) {
            var path = page.substring(0, page.indexOf('|')).replace("EVENT", event);
            var ready = page.substring(page.indexOf('|') + 1);
            var name = page.startsWith("events/") ? "event" : path;
            for (var look : List.of("light", "dark", "phone")) {
                boolean phone = look.equals("phone");
                tab().window(phone ? 390 : 1280, phone ? 844 : 800, phone, look.equals("dark"));
                open(path);
                until(ready);
                until("document.body.scrollWidth <= window.innerWidth");
                tab().picture(Path.of("target/console/" + name + "-" + look + ".png"));
            }
        }
    }

    @Test
    void showsHostileTextAsText() {
        WholeSchema.run(Objects.requireNonNull(database), "console/hostile.sql", Map.of());
        tab().window(1280, 800, false, false);
        open("events/" + HOSTILE);
        until("document.querySelectorAll('.result').length == 2");
        assertThat(
                        tab().holds(
                                        "document.querySelector('main img, main script, main iframe, main b b')"))
                .isFalse();
        var shown = tab().text("document.querySelector('main').textContent");
        assertThat(shown)
                .contains(
                        "<script>window.pwned=1</script>",
                        "<img src=x onerror=window.pwned=1>",
                        "<i>emotion</i>",
                        "<b>key</b>",
                        "U+202Edesrever",
                        "U+0007",
                        "😀")
                .doesNotContain("\u202e", "\u0007");
        assertThat(tab().holds("document.querySelector('main a[href^=javascript]')")).isFalse();
        click("Show");
        until("document.querySelector('.turns li')");
        assertThat(tab().text("document.querySelector('.turns').textContent"))
                .contains("</p></li><script>window.pwned=1</script>", "U+202Eevil", "U+200B");
        tab().picture(Path.of("target/console/hostile-light.png"));

        open("dead-letters");
        until("document.querySelectorAll('.groups tbody tr').length > 3");
        assertThat(tab().text("document.querySelector('main').textContent"))
                .contains("<b>stage</b>");
        assertThat(tab().holds("document.querySelector('.groups b')")).isFalse();
    }

    private static void click(String button) {
        tab().value(
                        "[...document.querySelectorAll('button')].find(it => it.textContent.startsWith('"
                                + button
                                + "')).click()");
    }

    @Test
    void needsNoMouse() {
        tab().window(1280, 800, false, false);
        open("now");
        until("document.querySelector('.answer.good')");
        tab().press("Tab");
        assertThat(tab().text("document.activeElement.textContent"))
                .isEqualTo("Skip to the content");
        tab().press("Enter");
        assertThat(tab().text("document.activeElement.id")).isEqualTo("main");
        tab().press("2");
        until("document.querySelectorAll('.events tbody tr').length > 10");
        tab().press("j");
        tab().press("j");
        tab().press("k");
        tab().press("j");
        var chosen = tab().text("document.activeElement.dataset.row");
        assertThat(chosen).isNotEmpty();
        tab().press("Enter");
        until("document.querySelector('.steps')");
        assertThat(tab().text("location.hash")).isEqualTo("#/events/" + chosen);
        tab().press("u");
        until("location.hash == '#/events'");
        tab().press("/");
        assertThat(tab().text("document.activeElement.type")).isEqualTo("search");
        tab().type("user_14");
        tab().press("Enter");
        until("location.hash.endsWith('q=user_14') && document.querySelector('.events tbody tr')");
        tab().press("Escape");
        tab().press("?");
        until("document.querySelector('dialog[open]')");
        tab().press("Escape");
        until("!document.querySelector('dialog')");
        tab().press("t");
        until("document.documentElement.dataset.theme == 'dark'");
        tab().press("t");
        until("document.documentElement.dataset.theme == 'light'");
        tab().value("localStorage.clear()");
    }

    @Test
    void replaysAfterADryRun() {
        tab().window(1280, 800, false, false);
        open("dead-letters?reason=POISON&stage=intake");
        until("document.querySelectorAll('.letters tbody tr').length == 4");
        click("Replay");
        until("document.querySelector('dialog .big')?.textContent == '4'");
        assertThat(gateway().broker().published(Route.COMMANDS)).isEmpty();
        tab().picture(Path.of("target/console/replay-light.png"));
        click("Replay 4");
        until("document.querySelector('dialog .big')?.textContent == 'sent'");
        var order = gateway().broker().published(Route.COMMANDS).getLast();
        assertThat(new String(order.body(), StandardCharsets.UTF_8))
                .contains("\"REPLAY\"", "\"POISON\"", "\"intake\"");
        tab().press("Escape");
        until("!document.querySelector('dialog')");
        tab().value("document.querySelector('.letters tbody tr').focus()");
        tab().press("Enter");
        until("document.querySelector('dialog .facts-list')");
        assertThat(tab().text("document.querySelector('dialog').textContent"))
                .contains("body hash", "never shown");
        tab().picture(Path.of("target/console/letter-light.png"));
        tab().press("Escape");
        until("!document.querySelector('dialog')");
    }

    @Test
    void asksForAKeyWhereKeysAre() {
        var keys =
                "ops:%s:read:default,chief:%s:read+admin:default"
                        .formatted(sha256("read-key"), sha256("chief-key"));
        try (var keyed =
                TestGateway.over(
                        Objects.requireNonNull(database),
                        "afterword.api-keys",
                        keys,
                        "server.address",
                        "127.0.0.1",
                        "management.server.address",
                        "127.0.0.1")) {
            tab().window(1280, 800, false, false);
            tab().open(keyed.uri("/console#/events"));
            until("document.querySelector('.sign input')");
            tab().picture(Path.of("target/console/sign-in-light.png"));
            tab().type("wrong");
            tab().press("Enter");
            until("document.querySelector('#why')?.textContent.includes('not known')");
            tab().type("read-key");
            tab().press("Enter");
            until("document.querySelectorAll('.events tbody tr').length > 10");
            assertThat(tab().text("location.href + document.cookie")).doesNotContain("key");
            tab().press("j");
            tab().press("Enter");
            until("document.querySelector('.said')?.textContent.includes('scope admin')");
            tab().press("1");
            until("document.querySelector('.answer.good')");
            assertThat(tab().text("document.querySelector('.answers').textContent"))
                    .contains("scope admin");
            tab().value("sessionStorage.clear()");
        }
        // the 401s of the wrong key and of no key, and what was cut when the gateway stopped
        assertThat(tab().troubles()).allMatch(it -> it.contains("401") || it.contains("net::ERR"));
    }

    private static String sha256(String key) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
