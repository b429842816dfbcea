// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads what several queries have in common.
final class Rows {

    private Rows() {}

    static RunKey key(ResultSet row) throws SQLException {
        return new RunKey(
                row.getString("tenant"),
                row.getObject("event_id", UUID.class),
                row.getInt("generation"));
    }

    static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }
}
