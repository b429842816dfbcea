// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

/// Where processes lease requests and tokens of a limit that they share. Thread-safe.
interface CreditStore {

    /// What is counted.
    enum Unit {
        REQUESTS,
        TOKENS
    }

    /// Whose limit it is.
    record Account(String provider, String model, Unit unit) {}

    /// Leases a block.
    ///
    /// @param need granted whole or not at all; more than a second of the rate is lent ahead
    /// @param want granted beyond the need as far as it is there
    /// @param most what may be saved up
    /// @return 0 when not even the need is there
    double lease(Account account, double need, double want, double most, double perSecond);

    /// Gives back what was not used.
    void giveBack(Account account, double rest, double most);
}
