// SPDX-License-Identifier: Apache-2.0
package afterword.local;

/// Prints outcomes as rows of a table, each as it arrives.
final class OutcomeTable {

    private static final String FORM = "  %-24s %s %-12s %-13s %-9s %5s  %-24s %6s";
    private static final int STATUS_WIDTH = 10;

    private final Screen screen;

    OutcomeTable(Screen screen) {
        this.screen = screen;
    }

    void head() {
        screen.line(
                screen.faint(
                        FORM.formatted(
                                "conversation",
                                padded("status"),
                                "questions",
                                "emotion",
                                "memories",
                                "score",
                                "model",
                                "ms")));
    }

    void row(String name, Outcome outcome) {
        screen.line(
                FORM.formatted(
                        name,
                        painted(outcome.status()),
                        outcome.questions(),
                        outcome.emotion(),
                        outcome.memories(),
                        outcome.score(),
                        outcome.models(),
                        outcome.took().toMillis()));
    }

    /// A conversation that the gateway did not take.
    void refused(String name, Gateway.Refused refused) {
        screen.line(
                "  %-24s %s %d %s"
                        .formatted(
                                name,
                                screen.bad(padded("REFUSED")),
                                refused.status(),
                                refused.detail()));
    }

    /// A conversation without an outcome.
    void missing(String name) {
        screen.line("  %-24s %s".formatted(name, screen.bad(padded("MISSING"))));
    }

    private String painted(String status) {
        var padded = padded(status);
        return switch (status) {
            case "PROCESSED" -> screen.good(padded);
            case "SKIPPED" -> screen.faint(padded);
            case "PARTIAL" -> screen.warning(padded);
            default -> screen.bad(padded);
        };
    }

    private static String padded(String status) {
        return status + " ".repeat(Math.max(0, STATUS_WIDTH - status.length()));
    }
}
