// SPDX-License-Identifier: Apache-2.0
package afterword.analysis.run;

import org.jspecify.annotations.Nullable;

/// A request for a run.
///
/// @param traceparent of the request
public record Asked(RunKey key, @Nullable String traceparent) {}
