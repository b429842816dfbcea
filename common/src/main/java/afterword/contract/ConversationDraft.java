// SPDX-License-Identifier: Apache-2.0
package afterword.contract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A conversation while it is being read. Not thread-safe; one per document.
final class ConversationDraft {

    @Nullable String conversationId;
    @Nullable String userId;
    @Nullable String botId;
    @Nullable String botName;
    @Nullable String botType;
    @Nullable Instant start;
    @Nullable Instant end;
    @Nullable String logField;
    final List<DraftTurn> turns = new ArrayList<>();
    final Map<String, @Nullable Object> metadata = new TreeMap<>();
    int droppedTurns;
    int emptyTurns;

    /// A kept turn; its time may still be missing.
    record DraftTurn(Role role, String text, @Nullable Instant at) {}

    /// The turns with a time each: those without one get their share of the conversation's span.
    List<Turn> timedTurns(Instant until) {
        long to = until.toEpochMilli();
        long from = spanStart(to);
        int gaps = Math.max(1, turns.size() - 1);
        var timed = new ArrayList<Turn>(turns.size());
        for (int i = 0; i < turns.size(); i++) {
            var turn = turns.get(i);
            var at =
                    turn.at() != null
                            ? turn.at()
                            : Instant.ofEpochMilli(from + (to - from) * i / gaps);
            timed.add(new Turn(turn.role(), turn.text(), at));
        }
        return timed;
    }

    private long spanStart(long to) {
        if (start != null) {
            return start.toEpochMilli();
        }
        long first = to;
        for (var turn : turns) {
            if (turn.at() != null) {
                first = Math.min(first, turn.at().toEpochMilli());
            }
        }
        return first;
    }
}
