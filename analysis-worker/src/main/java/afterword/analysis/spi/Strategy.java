// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.spi;

/// How an analysis uses the first two of its models that may be called; any further ones are asked
/// after failures only.
public enum Strategy {
    /// The second is asked when the first has failed.
    FAILOVER,
    /// The second is also asked when the first is slower than nineteen of twenty of its calls; the
    /// better part of the slow ones costs two calls, never more than one in twenty.
    HEDGE,
    /// Both are asked at once: the quickest answer for double the price.
    RACE
}
