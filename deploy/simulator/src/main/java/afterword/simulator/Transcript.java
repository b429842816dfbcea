// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The conversation found in a call's messages.
///
/// Numbered lines such as `1. [USER]: Hello` are looked for from the last message back, and the
/// first message that has any is the transcript; where no message has them, each message is a turn.
record Transcript(List<Turn> turns) {

    private static final Pattern LINE =
            Pattern.compile("^\\s*(\\d{1,9})\\.\\s*\\[([^\\]\\n]{1,64})\\]:[ \\t]?(.*)$");

    Transcript {
        turns = List.copyOf(turns);
    }

    /// One turn.
    ///
    /// @param number as written in the line, else counted from 1
    record Turn(int number, boolean user, String text) {}

    /// Reads the transcript out of messages.
    static Transcript of(List<Message> messages) {
        for (var message : messages.reversed()) {
            var turns = lines(message.text());
            if (!turns.isEmpty()) {
                return new Transcript(turns);
            }
        }
        var turns = new ArrayList<Turn>();
        for (var message : messages) {
            if (!message.role().equals("system") && !message.role().equals("developer")) {
                turns.add(new Turn(turns.size() + 1, message.user(), message.text()));
            }
        }
        return new Transcript(turns);
    }

    private static List<Turn> lines(String text) {
        var turns = new ArrayList<Turn>();
        for (var line : text.split("\n", -1)) {
            var match = LINE.matcher(line);
            if (match.matches()) {
                boolean user = match.group(2).toUpperCase(Locale.ROOT).startsWith("USER");
                var number = Integer.parseInt(match.group(1));
                turns.add(new Turn(number, user, match.group(3).strip()));
            }
        }
        return turns;
    }

    /// What the user said, in order.
    List<Turn> userTurns() {
        return turns.stream().filter(Turn::user).toList();
    }

    /// A message of a chat call.
    record Message(String role, String text) {

        boolean user() {
            return role.equals("user");
        }
    }
}
