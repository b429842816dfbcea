// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The fields of a price file, as written. Unknown fields are refused.
record PriceFile(@JsonProperty(required = true) List<Entry> prices) {

    PriceFile {
        prices = List.copyOf(prices);
    }

    /// One line of the table: USD for a million tokens, `call` USD for each call.
    record Entry(
            @Nullable String provider,
            @JsonProperty(required = true) String model,
            @Nullable BigDecimal input,
            @Nullable BigDecimal cachedInput,
            @Nullable BigDecimal output,
            @Nullable BigDecimal call) {}
}
