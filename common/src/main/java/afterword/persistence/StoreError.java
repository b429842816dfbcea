// SPDX-License-Identifier: Apache-2.0
package afterword.persistence;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a failed statement means for the message that caused it: the one table of PostgreSQL's
/// error classes.
///
/// Source: PostgreSQL appendix A (error codes); the sorting is `docs/adr/0005-store-errors.md`.
public enum StoreError {
    /// The data is at fault; the same statement fails again. Never retried.
    PERMANENT,
    /// The store is at fault; the same statement may succeed later. The message is kept.
    TRANSIENT,
    /// The connection broke while the answer was due: a commit may have happened. Read again by
    /// key, then decide.
    AMBIGUOUS;

    /// Data exception, constraint, a value too large for an index.
    private static final Set<String> DATA = Set.of("22", "23", "54");

    /// Sorts a failure by the SQLSTATE of its first [SQLException].
    public static StoreError of(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return ofState(sql);
            }
        }
        // no SQL in it: the pool was empty or closed, or the transaction could not begin
        return TRANSIENT;
    }

    /// Whether the values of a failed statement are at fault, and not the statement or the schema:
    /// a missing table or right says nothing against a message, and hits all of them.
    public static boolean dataAtFault(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                var state = sql.getSQLState();
                return state != null
                        && DATA.contains(state.substring(0, Math.min(2, state.length())));
            }
        }
        return false;
    }

    private static StoreError ofState(SQLException failure) {
        var state = failure.getSQLState();
        if (state == null || state.length() != 5) {
            return TRANSIENT;
        }
        return switch (state.substring(0, 2)) {
            // connection exceptions: 08006 and 08007 arrive while waiting for an answer
            case "08" -> state.equals("08006") || state.equals("08007") ? AMBIGUOUS : TRANSIENT;
            // data exception, constraint, syntax or missing object, statement too complex
            case "22", "23", "42", "54" -> PERMANENT;
            // rollback (serialization, deadlock), resources, lock not available, operator
            // intervention, system error
            case "40", "53", "55", "57", "58" -> TRANSIENT;
            default -> failure instanceof SQLTransientException ? TRANSIENT : AMBIGUOUS;
        };
    }
}
