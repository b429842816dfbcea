// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.trial;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a trial prints. Pure.
final class TrialTable {

    private static final int LONGEST = 160; // characters of an answer

    private TrialTable() {}

    /// One conversation.
    static String line(int number, Tried tried) {
        var start =
                "%3d  %-32s %3d turns  ".formatted(number, tried.conversationId(), tried.turns());
        return start
                + switch (tried) {
                    case Tried.Answered it -> spent(it.spent()) + cut(it.result().toString());
                    case Tried.Failed it ->
                            spent(it.spent())
                                    + it.why()
                                    + (it.detail().isEmpty() ? "" : ": ")
                                    + it.detail();
                    case Tried.Skipped _ -> "skipped";
                    case Tried.Unreadable it -> "no conversation: " + it.reason();
                };
    }

    private static String cut(String answer) {
        return answer.length() > LONGEST ? answer.substring(0, LONGEST - 1) + "…" : answer;
    }

    private static String spent(Tried.Spent spent) {
        return "%,6d ms  %,6d → %,4d tokens  %s  "
                .formatted(
                        spent.time().toMillis(),
                        spent.inputTokens(),
                        spent.outputTokens(),
                        dollars(spent.nanos()));
    }

    /// All of them.
    static String summary(List<Tried> all, Duration took) {
        var asked = all.stream().map(TrialTable::spentOn).filter(Objects::nonNull).toList();
        var total = asked.stream().reduce(Tried.Spent.NOTHING, Tried.Spent::plus);
        long answered = all.stream().filter(Tried.Answered.class::isInstance).count();
        var times = asked.stream().map(Tried.Spent::time).sorted().toList();
        int each = Math.max(1, asked.size());
        return """
        answered   %d of %d asked, %d skipped, %d unreadable
        time       median %,d ms, p95 %,d ms; all in %,d ms
        tokens     %,d in, %,d out; %,d in and %,d out for a conversation
        cost       %s; %s for a conversation\
        """
                .formatted(
                        answered,
                        asked.size(),
                        all.stream().filter(Tried.Skipped.class::isInstance).count(),
                        all.stream().filter(Tried.Unreadable.class::isInstance).count(),
                        at(times, 0.5),
                        at(times, 0.95),
                        took.toMillis(),
                        total.inputTokens(),
                        total.outputTokens(),
                        total.inputTokens() / each,
                        total.outputTokens() / each,
                        dollars(total.nanos()),
                        dollars(total.nanos() == null ? null : total.nanos() / each));
    }

    private static Tried.@Nullable Spent spentOn(Tried tried) {
        return switch (tried) {
            case Tried.Answered it -> it.spent();
            case Tried.Failed it -> it.spent();
            case Tried.Skipped _, Tried.Unreadable _ -> null;
        };
    }

    private static long at(List<Duration> sorted, double share) {
        return sorted.isEmpty()
                ? 0
                : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share)).toMillis();
    }

    private static String dollars(@Nullable Long nanos) {
        return nanos == null
                ? "no price"
                : String.format(Locale.ROOT, "%.9f USD", BigDecimal.valueOf(nanos, 9));
    }
}
