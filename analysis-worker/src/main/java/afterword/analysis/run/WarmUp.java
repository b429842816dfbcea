// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import afterword.analysis.catalog.Analysis;
import afterword.analysis.catalog.Catalog;
import afterword.analysis.transcript.Fence;
import afterword.contract.Conversation;
import afterword.contract.Role;
import afterword.contract.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import tools.jackson.databind.node.JsonNodeFactory;

/// Runs the computing part of a visit a few times before the process reports ready, so that the
/// first real runs do not pay for class loading and cold code. Nothing is called and nothing
/// stored.
final class WarmUp implements ApplicationRunner {

    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final int ROUNDS = 100;

    private static final Conversation SAMPLE =
            new Conversation(
                    "warm-up",
                    "warm-up",
                    null,
                    null,
                    null,
                    null,
                    Instant.EPOCH,
                    Collections.nCopies(
                            40,
                            new Turn(Role.USER, "Warum ist der Himmel blau? [x]", Instant.EPOCH)),
                    null);

    private final Catalog catalog;
    private final Formatting formatting;

    WarmUp(Catalog catalog, Formatting formatting) {
        this.catalog = catalog;
        this.formatting = formatting;
    }

    @Override
    public void run(ApplicationArguments arguments) throws InterruptedException {
        long end = System.nanoTime() + LONGEST.toNanos();
        for (int i = 0; i < ROUNDS && System.nanoTime() < end; i++) {
            for (var analysis : catalog.current()) {
                if (analysis instanceof Analysis.Prompted prompted) {
                    rehearse(prompted);
                }
            }
        }
    }

    private void rehearse(Analysis.Prompted analysis) throws InterruptedException {
        var transcript = formatting.format(SAMPLE, analysis.input());
        Optional<String> _ =
                transcript.map(it -> analysis.prompt().render(Fence.around(""), it.text()));
        List<String> _ = analysis.answer().violations(JsonNodeFactory.instance.objectNode());
    }
}
