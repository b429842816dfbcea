// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

/// Requests or tokens that this process has leased from the limit that all processes share.
///
/// A lease is a block of at most one second of the rate, or what one call needs where that is more,
/// so that not every call costs a statement. A call takes what it is thought to need and settles
/// what it did need; a balance below zero is paid by the next lease. Pure, not thread-safe.
final class Credit {

    /// Sums of fractions fall short by as much.
    private static final double HAIR = 1e-6;

    private final double perSecond;
    private double balance;

    /// @param perMinute the limit of all processes together, above 0
    Credit(long perMinute) {
        if (perMinute <= 0) {
            throw new IllegalArgumentException("a limit is above 0 a minute");
        }
        this.perSecond = perMinute / 60.0;
    }

    /// What may be saved up in the shared store: one second of the rate, at least one.
    double most() {
        return Math.max(1, perSecond);
    }

    double perSecond() {
        return perSecond;
    }

    /// Takes what a call needs.
    ///
    /// @return false when more has to be leased first
    boolean take(double need) {
        if (balance < need - HAIR) {
            return false;
        }
        balance -= need;
        return true;
    }

    /// How much to lease so that a call of this need can be made.
    double wanted(double need) {
        return Math.max(most(), need) - balance;
    }

    /// What is missing for a call of this need, debts included.
    double missing(double need) {
        return Math.max(0, need - balance);
    }

    /// A lease has come.
    void leased(double granted) {
        balance += granted;
    }

    /// A call has taken less (above 0) or more (below 0) than it was thought to.
    void settle(double difference) {
        balance += difference;
    }

    /// Gives everything back.
    ///
    /// @return what is left, never negative
    double rest() {
        double rest = Math.max(0, balance);
        balance = 0;
        return rest;
    }
}
