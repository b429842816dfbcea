// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.transcript;

import afterword.contract.Conversation;
import afterword.contract.Role;
import afterword.contract.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The lines of a transcript, written into one buffer. Used once.
final class Lines {

    private static final int HEAD = 16; // characters of a number and a marker

    private final @Nullable Redactor redactor;
    private final StringBuilder buffer;
    private final int[] ends; // of the lines, without their breaks
    private int count;
    private int neutralised;

    /// Writes all lines.
    ///
    /// @param redaction whether private pieces are replaced
    Lines(Conversation conversation, Set<Role> roles, boolean redaction) {
        var turns = conversation.turns();
        redactor = redaction ? new Redactor() : null;
        buffer = new StringBuilder(length(turns));
        ends = new int[turns.size()];
        for (int i = 0; i < turns.size(); i++) {
            if (roles.contains(turns.get(i).role())) {
                write(i + 1, turns.get(i));
            }
        }
    }

    private static int length(List<Turn> turns) {
        long length = 0;
        for (var turn : turns) {
            length += HEAD + turn.text().length();
        }
        return (int) Math.min(length, 1 << 24);
    }

    private void write(int number, Turn turn) {
        if (count > 0) {
            buffer.append('\n');
        }
        buffer.append(number).append(marker(turn.role()));
        var text = new HostileText(turn.text());
        var harmless = text.harmless();
        if (redactor == null) {
            buffer.append(harmless);
        } else {
            redactor.redact(harmless, buffer);
        }
        neutralised += text.neutralised();
        ends[count++] = buffer.length();
    }

    private static String marker(Role role) {
        return switch (role) {
            case USER -> ". [USER]: ";
            case BOT -> ". [BOT]: ";
        };
    }

    int count() {
        return count;
    }

    /// Characters and markers that were taken out or changed.
    int neutralised() {
        return neutralised;
    }

    String text() {
        return buffer.toString();
    }

    List<String> each() {
        var lines = new ArrayList<String>(count);
        for (int i = 0; i < count; i++) {
            lines.add(buffer.substring(i == 0 ? 0 : ends[i - 1] + 1, ends[i]));
        }
        return lines;
    }

    Redactions redactions() {
        return redactor == null ? Redactions.NONE : redactor.redactions();
    }
}
