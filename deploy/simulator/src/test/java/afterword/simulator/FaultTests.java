// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FaultTests {

    private static final Duration LONG = Duration.ofSeconds(5);

    private Duration patience = LONG;

    private final Simulator simulator = Simulator.start(0, SimulatorSettings.instant());

    @AfterEach
    void close() {
        simulator.close();
    }

    @ParameterizedTest
    @MethodSource("afterword.simulator.Fault#all")
    void eachFaultIsCountedAndLeavesTheNextCallsAlone(Fault fault) throws Exception {
        patience = fault instanceof WireFault wire ? patience(wire) : LONG;
        for (var stream : new boolean[] {false, true}) {
            simulator.faults(FaultRule.of(fault).delay(Duration.ofSeconds(1)).times(1));
            received(stream);
            try (var chat = new Chat(simulator)) {
                assertThat(Chat.content(chat.call(Chat.EMOTION, false).body()))
                        .isEqualTo("{\"session_emotion\":\"interesting\"}");
            }
        }
        assertThat(simulator.counters().snapshot().by().fault()).containsEntry(fault.name(), 2L);
    }

    @ParameterizedTest
    @EnumSource
    void wireFaultsEndAsTheyAreNamed(WireFault fault) throws Exception {
        simulator.faults(FaultRule.of(fault).delay(Duration.ofMinutes(1)));
        patience = patience(fault);
        var whole = received(false);
        var stream = received(true);

        switch (fault) {
            case RESET_BEFORE, RESET_AFTER -> {
                assertThat(whole).isEqualTo(new Raw.Received("", "reset"));
                assertThat(stream).isEqualTo(new Raw.Received("", "reset"));
            }
            case NO_HEADERS, SLOW -> assertThat(whole).isEqualTo(new Raw.Received("", "silence"));
            case DRIP -> {
                assertThat(whole.end()).isEqualTo("silence");
                assertThat(whole.text()).startsWith("HTTP/1.1 200").endsWith("\r\n\r\n{");
            }
            case STALL -> {
                assertThat(whole.end()).isEqualTo("silence");
                assertThat(stream.text())
                        .startsWith("HTTP/1.1 200")
                        .doesNotContain("finish_reason\":\"stop");
            }
            case CUT, LENGTH_MISMATCH -> assertThat(whole.end()).isEqualTo("end");
            case CUT_RESET -> assertThat(whole.end()).isEqualTo("reset");
            case NO_FINISH ->
                    assertThat(stream.text()).contains("[DONE]").doesNotContain("\"stop\"");
            case NO_DONE -> assertThat(stream.text()).contains("\"stop\"").doesNotContain("[DONE]");
            case DONE_OPEN -> assertThat(stream.text()).endsWith("[DONE]\n\n\r\n");
            case NOISE -> assertThat(stream.text()).contains(": PROCESSING");
            case TWO_IN_LINE -> assertThat(stream.text()).containsPattern("\\}\\s?\\{");
            case BIG_EVENT -> assertThat(stream.text().length()).isGreaterThan(300_000);
            case ERROR_EVENT ->
                    assertThat(stream.text()).contains("\"error\"").doesNotContain("\"stop\"");
            case HUGE -> assertThat(whole.end()).isEqualTo("huge");
            case GZIP_BOMB -> assertThat(whole.text()).contains("Content-Encoding: gzip");
            case TWO_CHOICES -> assertThat(stream.text()).contains("\"index\":1");
        }
    }

    @Test
    void contentFaultsArePaidAndReplyFaultsAreNot() throws Exception {
        simulator.faults(FaultRule.of(ContentFault.MALFORMED).times(1), FaultRule.status(500, ""));
        received(false);
        received(false);

        assertThat(simulator.counters().snapshot().totals()).isEqualTo(new Counters.Totals(2, 1));
    }

    @Test
    void aRateHitsItsShareAndTheSameCallsEachTime() throws Exception {
        simulator.faults(FaultRule.status(503, "").rate(0.3));
        var first = statuses();
        simulator.counters().reset();
        var second = statuses();

        assertThat(second).isEqualTo(first);
        assertThat(first.chars().filter(c -> c == 'x').count()).isBetween(35L, 85L);
    }

    @Test
    void aScopeLimitsModelAndPart() throws Exception {
        simulator.faults(
                FaultRule.status(503, "").part("questions"), FaultRule.status(500, "").on("other"));

        try (var chat = new Chat(simulator)) {
            assertThat(chat.call(Chat.EMOTION, false).statusCode()).isEqualTo(200);
            assertThat(chat.call(Chat.QUESTIONS, false).statusCode()).isEqualTo(503);
        }
    }

    @Test
    void aDateInAHeaderIsWrittenAsHttpDoes() throws Exception {
        simulator.faults(FaultRule.status(429, "date+30s"));

        assertThat(received(false).text())
                .containsPattern("Retry-After: \\w{3}, \\d{1,2} \\w{3} \\d{4} .* GMT");
    }

    /// Where no silence is meant, a busy machine is no silence either; where it is, the next byte
    /// is farther away than this.
    private static Duration patience(WireFault fault) {
        return switch (fault) {
            case NO_HEADERS, SLOW, DRIP, STALL, DONE_OPEN -> Duration.ofMillis(500);
            default -> LONG;
        };
    }

    private String statuses() throws IOException, InterruptedException {
        var statuses = new StringBuilder();
        try (var chat = new Chat(simulator)) {
            for (int call = 0; call < 200; call++) {
                statuses.append(chat.call(Chat.EMOTION, false).statusCode() == 503 ? 'x' : '.');
            }
        }
        return statuses.toString();
    }

    private Raw.Received received(boolean stream) throws IOException {
        return Raw.call(simulator.port(), Chat.body(Chat.EMOTION, stream), patience);
    }
}
