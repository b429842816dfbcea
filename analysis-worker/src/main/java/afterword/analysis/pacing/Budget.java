// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.pacing;

/// Extra calls as a share of the needed ones: every needed call earns a part of an extra one.
///
/// At any time `extras <= share × needed + most`: without a cap a quiet hour would pay for a storm,
/// and without a start the first trouble after a start could not be answered. Source: Google SRE,
/// chapter 21 (retry budgets). Thread-safe.
public final class Budget {

    private final double share;
    private final double most;
    private double saved; // guarded by this

    /// @param share extra calls for each needed one, 0 to 1
    /// @param most extra calls that may be saved up
    /// @param start extra calls that there are before any needed one, at most `most`
    public Budget(double share, double most, double start) {
        if (!(share >= 0 && share <= 1) || most < 1 || start < 0 || start > most) {
            throw new IllegalArgumentException("0 <= share <= 1, most >= 1, 0 <= start <= most");
        }
        this.share = share;
        this.most = most;
        this.saved = start;
    }

    /// A needed call is being made.
    public synchronized void needed() {
        saved = Math.min(most, saved + share);
    }

    /// Takes an extra call, if there is one.
    public synchronized boolean take() {
        // sums of tenths fall short of one by a hair
        if (saved < 1 - 1e-9) {
            return false;
        }
        saved = Math.max(0, saved - 1);
        return true;
    }

    /// Extra calls that there are; a gauge.
    public synchronized double left() {
        return saved;
    }
}
