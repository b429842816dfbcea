// SPDX-License-Identifier: Apache-2.0
/// Takes requests for analyses from the broker.
@NullMarked
package afterword.analysis.intake;

import org.jspecify.annotations.NullMarked;
