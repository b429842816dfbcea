// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.trial;

import afterword.analysis.llm.CallClass;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a trial prints. Pure.
final class TrialTable {

    private static final int LONGEST = 160; // characters of an answer
    private static final int ID = 28; // characters of a conversation's id
    private static final int ID_END = 8;

    private TrialTable() {}

    /// One conversation.
    static String line(int number, Tried tried) {
        var start =
                "%4d  %-28s %4d turns  "
                        .formatted(number, id(tried.conversationId()), tried.turns());
        return start
                + switch (tried) {
                    case Tried.Answered it -> spent(it.spent()) + cut(it.result().toString());
                    case Tried.Failed it ->
                            spent(it.spent())
                                    + it.why()
                                    + (it.detail().isEmpty() ? "" : ": ")
                                    + it.detail();
                    case Tried.TooDear it ->
                            "not asked: it may cost " + dollars(it.most()) + ", beyond the limit";
                    case Tried.Skipped _ -> "skipped";
                    case Tried.Unreadable it -> "no conversation: " + it.reason();
                };
    }

    /// Both ends of a long one, so that the columns stay where they are.
    private static String id(String id) {
        return id.length() > ID
                ? id.substring(0, ID - ID_END - 1) + "…" + id.substring(id.length() - ID_END)
                : id;
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
        answered   %,d of %,d asked, %,d skipped, %,d unreadable%s%s
        time       median %,d ms, p95 %,d ms; all in %,d ms
        tokens     %,d in, %,d out; %,d in and %,d out for a conversation
        cost       %s; %s for 1,000 conversations\
        """
                .formatted(
                        answered,
                        asked.size(),
                        all.stream().filter(Tried.Skipped.class::isInstance).count(),
                        all.stream().filter(Tried.Unreadable.class::isInstance).count(),
                        tooDear(all),
                        failures(all),
                        at(times, 0.5),
                        at(times, 0.95),
                        took.toMillis(),
                        total.inputTokens(),
                        total.outputTokens(),
                        total.inputTokens() / each,
                        total.outputTokens() / each,
                        dollars(total.nanos()),
                        dollars(total.nanos() == null ? null : total.nanos() * 1000 / each));
    }

    private static Tried.@Nullable Spent spentOn(Tried tried) {
        return switch (tried) {
            case Tried.Answered it -> it.spent();
            case Tried.Failed it -> it.spent();
            case Tried.TooDear _, Tried.Skipped _, Tried.Unreadable _ -> null;
        };
    }

    /// Said only where there are any.
    private static String tooDear(List<Tried> all) {
        long count = all.stream().filter(Tried.TooDear.class::isInstance).count();
        return count == 0 ? "" : ", %,d beyond the limit of cost".formatted(count);
    }

    /// What the others were found to be, the most frequent first.
    private static String failures(List<Tried> all) {
        var counts = new TreeMap<CallClass, Integer>();
        for (var tried : all) {
            if (tried instanceof Tried.Failed failed) {
                counts.merge(failed.why(), 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<CallClass, Integer>comparingByValue().reversed())
                .map(count -> "; " + count.getValue() + " × " + count.getKey())
                .collect(Collectors.joining());
    }

    private static long at(List<Duration> sorted, double share) {
        return sorted.isEmpty()
                ? 0
                : sorted.get((int) Math.min(sorted.size() - 1, sorted.size() * share)).toMillis();
    }

    /// To the millionth; to the billionth what would be nothing then.
    private static String dollars(@Nullable Long nanos) {
        if (nanos == null) {
            return "no price";
        }
        int decimals = nanos > 0 && nanos < 1000 ? 9 : 6;
        return String.format(Locale.ROOT, "%." + decimals + "f USD", BigDecimal.valueOf(nanos, 9));
    }
}
