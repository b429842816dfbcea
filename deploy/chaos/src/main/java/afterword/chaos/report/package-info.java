// SPDX-License-Identifier: Apache-2.0
/// The report for people and its raw data.
@NullMarked
package afterword.chaos.report;

import org.jspecify.annotations.NullMarked;
