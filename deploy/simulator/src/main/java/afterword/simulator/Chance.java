// SPDX-License-Identifier: Apache-2.0
package afterword.simulator;

import java.util.SplittableRandom;

/// Luck that repeats: the same seed and the same facts give the same numbers, in whatever order the
/// calls arrive.
final class Chance {

    private Chance() {}

    /// Mixes facts into one number.
    static long mix(long... facts) {
        long mixed = 0x9E3779B97F4A7C15L;
        for (long fact : facts) {
            mixed = new SplittableRandom(mixed ^ fact).nextLong();
        }
        return mixed;
    }

    /// A number in [0, 1).
    static double uniform(long luck) {
        return new SplittableRandom(luck).nextDouble();
    }

    /// A number from the standard normal distribution.
    static double gaussian(long luck) {
        return new SplittableRandom(luck).nextGaussian();
    }
}
