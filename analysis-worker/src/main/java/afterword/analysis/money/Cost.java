// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.money;

/// What one call has cost.
///
/// @param nanos nano-dollars: 1,000,000,000 are 1 USD
/// @param estimated whether the reply did not say what it used, or there was none although the
///   provider may bill it
public record Cost(long nanos, boolean estimated) {}
