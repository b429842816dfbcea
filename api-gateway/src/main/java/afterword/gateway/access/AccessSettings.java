// SPDX-License-Identifier: Apache-2.0
package afterword.gateway.access;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Keys and receipts. The formats stand in `docs/security.md`.
///
/// @param apiKeys `id:sha256hex:scope+scope:tenant`, separated by commas; empty: no keys, loopback
///   only. Environment: `AFTERWORD_API_KEYS`
/// @param receiptKeys `kid:secret`, separated by commas; the first signs, all verify; may be empty
///   on loopback only. Environment: `AFTERWORD_RECEIPT_KEYS`
/// @param receiptValidity how long a receipt answers for an event that is not stored yet
@ConfigurationProperties("afterword.gateway.access")
record AccessSettings(
        @DefaultValue("") String apiKeys,
        @DefaultValue("") String receiptKeys,
        @DefaultValue("24h") Duration receiptValidity) {

    AccessSettings {
        if (receiptValidity.isNegative() || receiptValidity.isZero()) {
            throw new IllegalArgumentException("receipt-validity is positive");
        }
    }

    /// Without the secrets.
    @Override
    public String toString() {
        return "AccessSettings[receiptValidity=" + receiptValidity + "]";
    }
}
