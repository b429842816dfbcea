// SPDX-License-Identifier: Apache-2.0
/// Deletes what this service keeps of events that were erased.
@NullMarked
package afterword.analysis.erasure;

import org.jspecify.annotations.NullMarked;
