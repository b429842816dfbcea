// SPDX-License-Identifier: Apache-2.0
/// Measures the line on private servers, against ceilings measured in the same run.
@NullMarked
package afterword.bench;

import org.jspecify.annotations.NullMarked;
