// SPDX-License-Identifier: Apache-2.0
package afterword.persistence;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The parameters of a multi-row statement, column by column, for `unnest`.
///
/// Everything but bytes travels as text and is cast in the statement (`:id::uuid[]`), which needs
/// one kind of array, and one cached plan whatever the number of rows.
///
/// @param <T> a row
public final class Columns<T> {

    private final Collection<T> rows;
    private final Map<String, Object> arrays = new HashMap<>();

    private Columns(Collection<T> rows) {
        this.rows = rows;
    }

    /// Starts without a column.
    public static <T> Columns<T> of(Collection<T> rows) {
        return new Columns<>(rows);
    }

    /// Adds a column of anything whose text PostgreSQL reads: strings, UUIDs, numbers, instants.
    public Columns<T> text(String name, Function<? super T, ? extends @Nullable Object> value) {
        var column = new @Nullable String[rows.size()];
        int i = 0;
        for (var row : rows) {
            var cell = value.apply(row);
            column[i++] = cell == null ? null : cell.toString();
        }
        arrays.put(name, column);
        return this;
    }

    /// Adds a column of `bytea`.
    public Columns<T> bytes(String name, Function<? super T, byte @Nullable []> value) {
        var column = new byte[rows.size()] @Nullable [];
        int i = 0;
        for (var row : rows) {
            column[i++] = value.apply(row);
        }
        arrays.put(name, column);
        return this;
    }

    /// The named parameters; more may be added.
    public Map<String, Object> parameters() {
        return arrays;
    }
}
